package ca.iotistic.agent.schedule;

import java.time.LocalTime;
import java.time.ZoneId;

/** A part of every day, in a zone; over midnight if it ends before it begins. */
public record Window(LocalTime from, LocalTime to, ZoneId zone) {
  /**
   * Reads {@code 02:00-05:00}.
   *
   * @throws IllegalArgumentException with a sentence that says what is allowed
   */
  public static Window parse(String text, ZoneId zone) {
    String[] ends = text.split("-");
    return new Window(LocalTime.parse(ends[0]), LocalTime.parse(ends[1]), zone);
  }
}
