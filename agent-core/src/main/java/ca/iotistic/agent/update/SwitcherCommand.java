package ca.iotistic.agent.update;

import ca.iotistic.agent.spi.UpdateException;
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
}
