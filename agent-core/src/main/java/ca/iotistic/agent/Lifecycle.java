package ca.iotistic.agent;

import ca.iotistic.agent.command.InboxSource;
import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.update.UpdateEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the parts of an agent and stops them; owns its threads. */
final class Lifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);
  private static final long ENDING_MILLIS = 10_000;

  /**
   * What is started and stopped.
   *
   * @param greeting what it is, for the log
   */
  record Parts(
      String greeting,
      Instance instance,
      UpdateEngine engine,
      Supplier<List<Check>> checks,
      Connection connection,
      InboxSource inbox,
      Worker worker,
      Outlet outlet) {}

  private final Parts parts;
  private final List<Thread> threads = new ArrayList<>();

  Lifecycle(Parts parts) {
    this.parts = parts;
  }

  void start() {
    LOG.info("update agent started {}", parts.greeting());
    LOG.warn(
        "update commands and artifacts are accepted without a signature: whoever may publish to the"
            + " update topic of this device decides what runs on it");
    begin("iotistic-update", parts.worker());
    begin("iotistic-status", parts.outlet());
  }

  void close() {
    parts.connection().commands().stop();
    parts.inbox().stop();
    parts.worker().close();
    parts.outlet().close();
    threads.forEach(Thread::interrupt);
    threads.forEach(Lifecycle::join);
    parts.instance().release();
  }

  /**
   * A thread that does not end in time keeps no successor waiting; its journal writes are fenced.
   */
  private static void join(Thread thread) {
    try {
      if (!thread.equals(Thread.currentThread())) {
        thread.join(ENDING_MILLIS);
      }
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  LocalControl local() {
    return new LocalControl() {
      @Override
      public boolean alive() {
        return threads.stream().allMatch(Thread::isAlive);
      }

      @Override
      public List<Check> checks() {
        return parts.checks().get();
      }

      @Override
      public List<Backup> backups() throws UpdateException, InterruptedException {
        return parts.engine().backups();
      }
    };
  }

  private void begin(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }
}
