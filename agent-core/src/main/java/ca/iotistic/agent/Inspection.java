package ca.iotistic.agent;

import ca.iotistic.agent.mqtt.Greeting;
import ca.iotistic.agent.schedule.Outlook;
import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What may be asked about a device beside its agent, which may run, be replaced or be broken at
 * this moment. Nothing is written, made, locked or put right in the state directory, which may be
 * read-only. Each answer is a fresh one.
 */
public interface Inspection {
  /**
   * Every precondition of an update, met or not, each with its cure. Takes seconds.
   *
   * @throws UpdateException if no strategy fits, with what each refuses and its cure
   */
  List<Check> checks() throws UpdateException;

  /**
   * The ways back, newest first.
   *
   * @throws UpdateException if no strategy fits or the platform cannot be asked
   */
  List<Backup> backups() throws UpdateException, InterruptedException;

  /**
   * What the clock and the update window look like.
   *
   * @throws IOException if the state directory cannot be read
   */
  Outlook outlook() throws IOException;

  /**
   * Tries the broker with the configured credentials, without disturbing the agent's own
   * connection; empty if no broker is configured. Takes half a minute at most.
   */
  Optional<Greeting> broker() throws InterruptedException;
}
