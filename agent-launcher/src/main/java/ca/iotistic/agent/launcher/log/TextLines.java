package ca.iotistic.agent.launcher.log;

import java.util.Locale;
import java.util.logging.LogRecord;

/** {@code 2026-11-24T23:57:41Z INFO message}; a stack trace follows indented. */
final class TextLines extends Lines {
  @Override
  public String format(LogRecord record) {
    StringBuilder line = new StringBuilder(160);
    line.append(time(record)).append(' ');
    line.append(String.format(Locale.ROOT, "%-5s ", level(record).toUpperCase(Locale.ROOT)));
    line.append(oneLine(formatMessage(record))).append('\n');
    if (record.getThrown() != null) {
      stack(record.getThrown()).lines().forEach(l -> line.append("  ").append(l).append('\n'));
    }
    return line.toString();
  }

  /** What comes from outside must not be able to look like a line of ours. */
  private static String oneLine(String message) {
    if (message.chars().noneMatch(Character::isISOControl)) {
      return message;
    }
    StringBuilder safe = new StringBuilder();
    message
        .chars()
        .forEach(
            c -> {
              if (c == '\n') {
                safe.append("\\n");
              } else if (!Character.isISOControl(c)) {
                safe.append((char) c);
              }
            });
    return safe.toString();
  }
}
