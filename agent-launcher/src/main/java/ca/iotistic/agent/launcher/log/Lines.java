package ca.iotistic.agent.launcher.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** What both forms of a line have in common. */
abstract class Lines extends Formatter {
  static String time(LogRecord record) {
    return DateTimeFormatter.ISO_INSTANT.format(
        record.getInstant().truncatedTo(ChronoUnit.SECONDS));
  }

  /** In the words of the configuration. */
  static String level(LogRecord record) {
    int value = record.getLevel().intValue();
    if (value >= Level.SEVERE.intValue()) {
      return "error";
    }
    if (value >= Level.WARNING.intValue()) {
      return "warn";
    }
    if (value >= Level.CONFIG.intValue()) {
      return "info";
    }
    return value >= Level.FINER.intValue() ? "debug" : "trace";
  }

  static String stack(Throwable thrown) {
    StringWriter all = new StringWriter();
    thrown.printStackTrace(new PrintWriter(all, true));
    return all.toString();
  }
}
