package ca.iotistic.agent.launcher.log;

import java.io.PrintStream;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/** Writes each record at once, whole, so that lines of several threads do not mix. */
final class LineHandler extends Handler {
  private final PrintStream out;

  LineHandler(PrintStream out, Formatter formatter) {
    this.out = out;
    setFormatter(formatter);
  }

  @Override
  public void publish(LogRecord record) {
    if (isLoggable(record)) {
      out.print(getFormatter().format(record));
      out.flush();
    }
  }

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
