package ca.iotistic.agent.launcher;

import ca.iotistic.agent.launcher.config.Configuration;
import ca.iotistic.agent.launcher.config.ConfigurationException;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes a request to the agent and waits for how it ends. If no agent runs on this device, one is
 * made in this process for the time being.
 */
final class Errand {
  private final Context context;
  private final Configuration configuration;
  private final AgentFiles files;

  Errand(Context context, Configuration configuration, AgentFiles files) {
    this.context = context;
    this.configuration = configuration;
    this.files = files;
  }

  Verdict run(Request request, boolean untilScheduled)
      throws IOException, UpdateException, InterruptedException, ConfigurationException {
    boolean agentRuns = files.agentRuns();
    try (Ending.Registration ending =
        context.ending().onEnd(() -> interrupted(request, agentRuns))) {
      if (agentRuns) {
        files.lay(request);
        return follower(request).follow(untilScheduled, () -> {});
      }
      return here(request, untilScheduled);
    }
  }

  private Verdict here(Request request, boolean untilScheduled)
      throws IOException, UpdateException, InterruptedException, ConfigurationException {
    configuration.demand("device");
    context.console().out().println("No agent runs on this device; this command does its part.");
    AtomicBoolean open = new AtomicBoolean(true);
    Agents.Agent agent = context.agents().make(configuration, false);
    Runnable close =
        () -> {
          if (open.getAndSet(false)) {
            agent.close();
          }
        };
    try {
      files.lay(request);
      agent.start();
      // Closed at the hand-over: the new agent needs the state directory for itself.
      Verdict verdict = follower(request).follow(untilScheduled, close::run);
      return untilScheduled && verdict.exit() == Exit.DONE
          ? verdict.with("No agent runs here now: it happens only if one runs at that time.")
          : verdict;
    } finally {
      close.run();
    }
  }

  private Follower follower(Request request) {
    return new Follower(files, request, context.time(), context.console());
  }

  private int interrupted(Request request, boolean agentRuns) {
    Console console = context.console();
    console.out().println();
    console
        .out()
        .println(
            agentRuns
                ? "Not followed any more; the agent goes on with it. `iotistic-agent history "
                    + request.id()
                    + "` tells how it ended, `iotistic-agent cancel` cancels it."
                : "Stopped. What had begun goes on when the agent starts.");
    return Exit.INTERRUPTED;
  }
}
