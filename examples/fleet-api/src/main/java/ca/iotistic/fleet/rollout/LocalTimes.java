package ca.iotistic.fleet.rollout;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;

/** Times of day where a device is. */
public final class LocalTimes {
  private LocalTimes() {}

  /** The next moment at which a clock there shows that time; a time in a gap is when it ends. */
  public static Instant next(Instant now, LocalTime time, ZoneId zone) {
    LocalDate today = now.atZone(zone).toLocalDate();
    Instant first = today.atTime(time).atZone(zone).toInstant();
    return first.isAfter(now) ? first : today.plusDays(1).atTime(time).atZone(zone).toInstant();
  }
}
