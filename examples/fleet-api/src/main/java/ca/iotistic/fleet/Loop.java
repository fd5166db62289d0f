package ca.iotistic.fleet;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does a task again and again. One that fails is logged, and done again a second
 * later.
 */
public final class Loop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LEAVE = Duration.ofSeconds(10);

  private final String what;
  private final Task task;
  private final Thread thread;
  private volatile boolean stopped;

  /** It waits by itself where there is nothing to do. */
  @FunctionalInterface
  public interface Task {
    void run() throws IOException, SQLException, InterruptedException;
  }

  /**
   * Not started yet.
   *
   * @param name of the thread
   * @param what the log says in front of a failure
   */
  public Loop(String name, String what, Task task) {
    this.what = what;
    this.task = task;
    this.thread = new Thread(this::run, name);
  }

  public void start() {
    thread.start();
  }

  /** Returns when the thread has ended, or after ten seconds. */
  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    try {
      thread.join(LEAVE.toMillis());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!stopped) {
        once();
      }
    } catch (InterruptedException stop) {
      LOG.debug("{}: stopped", what);
    }
  }

  private void once() throws InterruptedException {
    try {
      task.run();
    } catch (IOException | SQLException | RuntimeException failed) {
      LOG.warn("{}: {}", what, failed.getMessage());
      Thread.sleep(PAUSE.toMillis());
    }
  }
}
