package ca.iotistic.agent.update;

import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.io.IOException;
import java.util.List;

/** How the second half is started: a command line to which the engine adds its arguments. */
@FunctionalInterface
public interface SwitcherCommand {
  /**
   * A command that has been proven to start {@link SwitcherMain}. It is asked for while an update
   * is prepared and journaled, so everything that it names stays where it is until the update has
   * ended.
   *
   * @throws UpdateException with {@code rollback_not_proven} if there is none
   */
  List<String> line() throws IOException, UpdateException, InterruptedException;

  /**
   * Derived from the running JVM: its Java, and copies of its class path in the state directory.
   * Proven by being run once with {@code --check}. Jars within a jar, as Spring Boot packs them,
   * are unpacked; a framework that loads classes in a way of its own needs another command.
   */
  static SwitcherCommand ofThisJvm(
      StateDirectory state, Environment environment, UpdaterProvider provider) {
    return new JvmCommand(state, environment, provider);
  }
}
