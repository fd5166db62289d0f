package ca.iotistic.agent;

import ca.iotistic.agent.io.Processes;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the operator's hook after an update: best effort, and again after a crash in the wrong
 * moment, so at least once.
 */
final class AfterCommit {
  private static final Logger LOG = LoggerFactory.getLogger(AfterCommit.class);

  private final Optional<HookCommand> hook;

  AfterCommit(Optional<HookCommand> hook) {
    this.hook = hook;
  }

  void run(Guard.Switch done) {
    if (hook.isEmpty()) {
      return;
    }
    String name = hook.get().name();
    try {
      Processes.Result result = hook.get().run(done);
      if (result.ok()) {
        LOG.info("update={} {} has run", done.updateId(), name);
      } else {
        String how = result.timedOut() ? "took too long" : "exited with " + result.exit();
        LOG.warn("update={} {} {}{}", done.updateId(), name, how, HookCommand.said(result));
      }
    } catch (IOException failed) {
      LOG.warn("update={} {} cannot be run: {}", done.updateId(), name, failed.getMessage());
    } catch (InterruptedException stopped) {
      LOG.warn("update={} {} was interrupted: the agent is being stopped", done.updateId(), name);
      Thread.currentThread().interrupt();
    }
  }
}
