package ca.iotistic.agent.schedule;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of every day, in a zone; over midnight if it ends before it begins.
 *
 * <p>On a day whose clocks change, an end that does not exist counts as the moment of the change
 * (so a window inside the gap is left out that day), and one that exists twice counts as its first
 * time.
 */
public record Window(LocalTime from, LocalTime to, ZoneId zone) {
  private static final Pattern FORM = Pattern.compile("(\\d\\d:\\d\\d)-(\\d\\d:\\d\\d)");

  /** One opening of the window; the end is not in it any more. */
  public record Opening(Instant begin, Instant end) {
    public boolean contains(Instant moment) {
      return !moment.isBefore(begin) && moment.isBefore(end);
    }
  }

  public Window {
    if (from.equals(to)) {
      throw new IllegalArgumentException(
          "the window " + from + "-" + to + " is empty: let it end at another time than it begins");
    }
  }

  /**
   * Reads {@code 02:00-05:00}.
   *
   * @throws IllegalArgumentException with a sentence that says what is allowed
   */
  public static Window parse(String text, ZoneId zone) {
    Matcher form = FORM.matcher(text.trim());
    try {
      if (form.matches()) {
        return new Window(LocalTime.parse(form.group(1)), LocalTime.parse(form.group(2)), zone);
      }
    } catch (DateTimeException noSuchTime) {
      throw new IllegalArgumentException(form(text), noSuchTime);
    }
    throw new IllegalArgumentException(form(text));
  }

  private static String form(String text) {
    return "\"" + text + "\" is not a window: write two times of day, like 02:00-05:00";
  }

  /** The opening that {@code moment} is in, or the next one. */
  Opening at(Instant moment) {
    LocalDate day = moment.atZone(zone).toLocalDate().minusDays(1);
    for (int i = 0; i < 5; i++) {
      Opening opening = on(day.plusDays(i));
      if (opening.begin().isBefore(opening.end()) && moment.isBefore(opening.end())) {
        return opening;
      }
    }
    throw new IllegalStateException("no opening of " + this + " within four days of " + moment);
  }

  private Opening on(LocalDate day) {
    LocalDate last = to.isAfter(from) ? day : day.plusDays(1);
    return new Opening(instant(day.atTime(from)), instant(last.atTime(to)));
  }

  private Instant instant(LocalDateTime local) {
    ZoneOffsetTransition change = zone.getRules().getTransition(local);
    return change != null && change.isGap() ? change.getInstant() : local.atZone(zone).toInstant();
  }
}
