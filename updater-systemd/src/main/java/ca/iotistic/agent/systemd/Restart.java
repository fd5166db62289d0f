package ca.iotistic.agent.systemd;

import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the file that lies there now be the one that runs: the run that was noted is ended. */
final class Restart {
  private static final Logger LOG = LoggerFactory.getLogger(Restart.class);
  private static final Duration LOOK = Duration.ofMillis(300);

  /** Longer than systemd gives a service to end before it is killed. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Systemctl systemctl;
  private final String unit;
  private final Marks marks;
  private final Time time;

  Restart(Systemctl systemctl, String unit, Marks marks, Time time) {
    this.systemctl = systemctl;
    this.unit = unit;
    this.marks = marks;
    this.time = time;
  }

  /**
   * Another run than the one noted under {@code mark}, which is the present one if nothing was
   * noted; returns when it has begun or failed.
   *
   * @param durably whether it counts that the note cannot be written
   */
  void ensure(Update update, String mark, boolean durably)
      throws UpdateException, InterruptedException {
    UnitState now = systemctl.show(unit);
    if (marks.read(update, mark).isEmpty()) {
      note(update, mark, now, durably);
    }
    String last = marks.read(update, mark).map(Marks.Run::id).orElse("");
    boolean another = !now.run().equals(last) && (now.active() || now.starting());
    if (!another) {
      systemctl.resetFailed(unit);
      systemctl.restart(unit);
      await(now.run());
    }
  }

  private void note(Update update, String mark, UnitState now, boolean durably)
      throws UpdateException {
    try {
      marks.write(update, mark, new Marks.Run(now.run(), time.now().getEpochSecond()));
    } catch (UpdateException full) {
      if (durably) {
        marks.clear(update, mark);
        throw full;
      }
      LOG.warn("update id={}: {}", update.id(), full.getMessage());
    }
  }

  private void await(String last) throws UpdateException, InterruptedException {
    Duration end = time.uptime().plus(PATIENCE);
    while (time.uptime().compareTo(end) < 0) {
      UnitState now = systemctl.show(unit);
      if (!now.run().equals(last) || !(now.stopping() || now.queued() || now.active())) {
        return;
      }
      time.sleep(LOOK);
    }
    throw new UpdateException(
        Reason.STOP_FAILED,
        "%s did not restart within %d s; see: systemctl status %s"
            .formatted(unit, PATIENCE.toSeconds(), unit));
  }
}
