package ca.iotistic.agent;

import ca.iotistic.agent.io.StateDirectory;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent at a time has the state directory in its hands. The lock goes with the process at the
 * latest, so a killed agent is in nobody's way; used by one thread.
 */
final class Instance {
  private static final Logger LOG = LoggerFactory.getLogger(Instance.class);

  private final StateDirectory state;
  // Held here for as long as the agent lives: a lock that nobody refers to is collected.
  private Optional<StateDirectory.Lock> lock = Optional.empty();
  private boolean told;

  Instance(StateDirectory state) {
    this.state = state;
  }

  /** Whether it is ours; if not, somebody else has it, for now. */
  boolean claim() throws IOException {
    if (lock.isEmpty()) {
      lock = state.instanceLock();
      if (lock.isEmpty() && !told) {
        told = true;
        LOG.warn(
            "another agent has the state directory {}: this one waits until it lets go",
            state.root());
      }
    }
    return lock.isPresent();
  }

  void release() {
    try {
      if (lock.isPresent()) {
        lock.get().close();
      }
    } catch (IOException goesWithTheProcess) {
      LOG.warn("the state directory {} stays locked: {}", state.root(), goesWithTheProcess);
    }
  }
}
