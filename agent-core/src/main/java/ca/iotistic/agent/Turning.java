package ca.iotistic.agent;

import ca.iotistic.agent.command.InboxSource;
import ca.iotistic.agent.update.Standing;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows when this agent becomes something else: whom it listens to, and what becomes of what
 * it has held back. On the worker thread, before it acts as what it has become.
 */
final class Turning implements Worker.Turn {
  private static final Logger LOG = LoggerFactory.getLogger(Turning.class);

  private final Connection connection;
  private final Intake intake;
  private final InboxSource inbox;
  private final LocalCommands localCommands;
  private final Runnable pokeOutlet;
  private boolean inboxStarted;

  Turning(
      Connection connection,
      Intake intake,
      InboxSource inbox,
      LocalCommands localCommands,
      Runnable pokeOutlet) {
    this.connection = connection;
    this.intake = intake;
    this.inbox = inbox;
    this.localCommands = localCommands;
    this.pokeOutlet = pokeOutlet;
  }

  @Override
  public void turned(Standing before, Standing now) throws IOException {
    if (now == Standing.ASIDE) {
      return;
    }
    connection.unconfirmed(now == Standing.PROBATION);
    connection.startOnce(intake);
    if (now == Standing.IN_CHARGE) {
      if (before == Standing.PROBATION) {
        LOG.info("update probation is over");
        intake.release();
        connection.redeliver();
      }
      if (!inboxStarted) {
        inboxStarted = true;
        inbox.start(localCommands);
      }
    }
    if (before != now) {
      pokeOutlet.run();
    }
  }
}
