package ca.iotistic.agent.launcher;

import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.launcher.Console.Paint;
import ca.iotistic.agent.launcher.config.Configuration;
import ca.iotistic.agent.launcher.log.Log;
import java.util.concurrent.Callable;

/** What all commands have in common. */
abstract class AgentCommand implements Callable<Integer> {
  private final Context context;
  private final Root root;

  AgentCommand(Context context, Root root) {
    this.context = context;
    this.root = root;
  }

  final Context context() {
    return context;
  }

  final Console console() {
    return context.console();
  }

  final void say(String line) {
    console().out().println(line);
  }

  final Configuration read() {
    return Configuration.load(root.config, context.environment());
  }

  /**
   * For a command that needs to know no more than where the state directory is: somebody who looks
   * at a device in trouble is not kept from it by a mistake in another line.
   */
  final Configuration readForgiving() {
    Configuration configuration = read();
    logQuietly();
    int mistakes = configuration.mistakes().size();
    if (mistakes > 0) {
      String many = mistakes == 1 ? "a mistake" : mistakes + " mistakes";
      console()
          .err()
          .println(
              console()
                  .paint(
                      Paint.CAREFUL,
                      "The configuration has " + many + "; `iotistic-agent doctor` tells more."));
    }
    return configuration;
  }

  final AgentFiles files(Configuration configuration) {
    return new AgentFiles(StateDirectory.at(configuration.stateDirectory(), Seam.NONE));
  }

  /** What an agent in this process logs is not what somebody at the command line asked for. */
  final void logQuietly() {
    Log.to(console().err(), root.verbose ? "debug" : "error", "text");
  }

  final String level(Configuration configuration) {
    return root.verbose ? "debug" : configuration.get("log.level").orElse("info");
  }
}
