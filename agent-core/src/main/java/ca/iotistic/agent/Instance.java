package ca.iotistic.agent;

import ca.iotistic.agent.io.StateDirectory;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second agent off the state directory for as long as this one lives. The command line
 * knows by it whether an agent runs. Thread-safe.
 */
final class Instance {
  private static final Logger LOG = LoggerFactory.getLogger(Instance.class);

  /** The one before may just be ending, and the command line looks by trying. */
  private static final int QUICK_TRIES = 10;

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(30);

  private final StateDirectory state;
  private Optional<StateDirectory.Lock> lock = Optional.empty();
  private int tries;

  Instance(StateDirectory state) {
    this.state = state;
  }

  synchronized boolean held() {
    return lock.isPresent();
  }

  /** True once it is this one's. */
  synchronized boolean take() throws IOException {
    if (lock.isEmpty()) {
      lock = state.instanceLock();
      tries++;
      if (lock.isEmpty() && tries == QUICK_TRIES) {
        LOG.warn(
            "update agent: another agent has the state directory {}; this one waits until it ends,"
                + " and does nothing",
            state.root());
      }
    }
    return lock.isPresent();
  }

  /** When to try again. */
  synchronized Duration pause() {
    return tries < QUICK_TRIES ? SOON : LATER;
  }

  synchronized void release() {
    if (lock.isPresent()) {
      try {
        lock.get().close();
      } catch (IOException gone) {
        LOG.debug("update agent: the lock of the state directory was lost", gone);
      }
      lock = Optional.empty();
    }
  }
}
