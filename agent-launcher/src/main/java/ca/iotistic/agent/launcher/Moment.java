package ca.iotistic.agent.launcher;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/** Reads when somebody wants something. */
final class Moment {
  private Moment() {}

  /** A time with its zone, or a time of day, which is the next one after {@code now}. */
  static Optional<Instant> read(String text, Instant now, ZoneId zone) {
    try {
      if (text.matches("\\d\\d:\\d\\d")) {
        ZonedDateTime today = now.atZone(zone);
        ZonedDateTime then = today.with(LocalTime.parse(text));
        return Optional.of((then.isAfter(today) ? then : then.plusDays(1)).toInstant());
      }
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }
}
