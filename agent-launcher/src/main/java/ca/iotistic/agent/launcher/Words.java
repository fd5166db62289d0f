package ca.iotistic.agent.launcher;

import ca.iotistic.agent.spi.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Numbers and times as people read them. */
final class Words {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss z", Locale.ROOT);

  private Words() {}

  /** As a sentence of its own. */
  static String sentence(String text) {
    String begun =
        text.matches("(?s)[a-z]+ .*")
            ? text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1)
            : text;
    return begun.endsWith(".") || begun.endsWith("?") ? begun : begun + ".";
  }

  /** {@code 0.4 s}, {@code 12 s}, {@code 3 min 5 s}, {@code 2 h 10 min}, {@code 3 d 4 h}. */
  static String span(long millis) {
    Duration span = Duration.ofMillis(Math.max(0, millis));
    if (span.toSeconds() < 10) {
      return String.format(Locale.ROOT, "%.1f s", span.toMillis() / 1000.0);
    }
    if (span.toMinutes() < 1) {
      return span.toSeconds() + " s";
    }
    if (span.toHours() < 1) {
      return span.toMinutes() + " min " + span.toSecondsPart() + " s";
    }
    return span.toDays() < 1
        ? span.toHours() + " h " + span.toMinutesPart() + " min"
        : span.toDays() + " d " + span.toHoursPart() + " h";
  }

  static String size(long bytes) {
    double size = bytes;
    for (String unit : List.of("B", "KiB", "MiB")) {
      if (size < 1024) {
        return String.format(Locale.ROOT, unit.equals("B") ? "%.0f %s" : "%.1f %s", size, unit);
      }
      size /= 1024;
    }
    return String.format(Locale.ROOT, "%.1f GiB", size);
  }

  /** In the zone of this machine; as it is written if it is no time. */
  static String moment(JsonNode time) {
    try {
      Instant instant =
          time.isNumber() ? Instant.ofEpochMilli(time.asLong()) : Instant.parse(time.asText());
      return moment(instant);
    } catch (DateTimeParseException foreign) {
      return time.asText();
    }
  }

  static String moment(Instant instant) {
    return MOMENT.format(instant.atZone(ZoneId.systemDefault()));
  }

  /** What an update waits for, and how long at least. */
  static String waiting(JsonNode waiting) {
    return "for "
        + reason(waiting.path("for").asText())
        + ", until "
        + moment(waiting.path("until"));
  }

  private static String reason(String reason) {
    return switch (reason) {
      case "schedule" -> "its time";
      case "window" -> "the update window";
      case "jitter" -> "its turn in the fleet";
      case "clock" -> "a clock that can be believed";
      case "veto" -> "a hook that says not now";
      default -> reason;
    };
  }

  /** The lines of a log, which may stand in a list or in one text. */
  static List<String> lines(JsonNode log) {
    List<String> lines = new ArrayList<>();
    if (log.isArray()) {
      log.forEach(line -> lines.add(line.asText()));
    } else {
      log.asText().lines().forEach(lines::add);
    }
    return lines;
  }

  /** A reason that only a newer version knows is a failure. */
  static Reason.Kind kind(String reason) {
    return Arrays.stream(Reason.values())
        .filter(known -> known.wire().equals(reason))
        .findFirst()
        .map(Reason::kind)
        .orElse(Reason.Kind.FAILED);
  }
}
