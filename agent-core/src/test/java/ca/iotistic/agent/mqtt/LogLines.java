package ca.iotistic.agent.mqtt;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** What a package logs while it is open, whatever other tests do at the same time. */
public final class LogLines extends Handler implements AutoCloseable {
  private final Logger logger;
  private final @Nullable Level before;
  private final Predicate<Thread> heard;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private LogLines(String name, Predicate<Thread> heard) {
    this.heard = heard;
    logger = Logger.getLogger(name);
    before = logger.getLevel();
    // The crash campaign silences everything above this one.
    logger.setLevel(Level.ALL);
    logger.addHandler(this);
  }

  /** From all threads; what is looked for has to name the device. */
  static LogLines ofThisPackage() {
    return new LogLines(LogLines.class.getPackageName(), thread -> true);
  }

  public static LogLines ofThisThread(String name) {
    return new LogLines(name, Thread.currentThread()::equals);
  }

  public List<String> lines() {
    return lines;
  }

  @Override
  public void publish(LogRecord line) {
    if (heard.test(Thread.currentThread())) {
      lines.add(new SimpleFormatter().formatMessage(line));
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setLevel(before);
  }
}
