package ca.iotistic.agent.systemd;

import ca.iotistic.agent.io.SdNotify;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the old one back and sees it run; where it does not, the next rung. */
final class WayBack {
  private static final Logger LOG = LoggerFactory.getLogger(WayBack.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Target target;
  private final Systemctl systemctl;
  private final Disk disk;
  private final BackupFiles backups;
  private final Rungs rungs;
  private final Restart restart;
  private final Marks marks;
  private final Time time;
  private final SdNotify gate;

  /**
   * @param gate hears that the right file lies there: whoever waits for that at boot may start
   */
  WayBack(
      Target target,
      Systemctl systemctl,
      Disk disk,
      BackupFiles backups,
      Restart restart,
      Marks marks,
      Time time,
      SdNotify gate) {
    this.target = target;
    this.systemctl = systemctl;
    this.disk = disk;
    this.backups = backups;
    this.rungs = new Rungs(target, disk, backups);
    this.restart = restart;
    this.marks = marks;
    this.time = time;
    this.gate = gate;
  }

  void rollBack(Update update) throws UpdateException, InterruptedException {
    if (untouched(update)) {
      gate.ready();
      clean(update);
      return;
    }
    Optional<UpdateException> last = Optional.empty();
    for (Rungs.Rung rung : rungs.of(update)) {
      try {
        if (step(update, rung)) {
          clean(update);
          return;
        }
        LOG.warn("update id={}: {} does not run", update.id(), rung.what());
      } catch (UpdateException failed) {
        LOG.warn("update id={}: {}: {}", update.id(), rung.what(), failed.getMessage());
        last = Optional.of(failed);
      }
    }
    gate.ready();
    throw last.orElseGet(
        () ->
            new UpdateException(
                Reason.START_FAILED,
                "nothing that could be put at %s runs as %s; see: systemctl status %s"
                    .formatted(target.binary(), target.unit(), target.unit())));
  }

  private boolean untouched(Update update) throws UpdateException, InterruptedException {
    return disk.digest(target.binary()).equals(Optional.of(Laid.old(update)))
        && marks.read(update, Marks.SWITCHED).isEmpty()
        && marks.read(update, Marks.BACK).isEmpty();
  }

  private boolean step(Update update, Rungs.Rung rung)
      throws UpdateException, InterruptedException {
    if (!disk.digest(target.binary()).equals(Optional.of(rung.identity()))) {
      // The run that was noted has nothing to do with what is put there now.
      marks.clear(update, Marks.BACK);
      rung.place();
    }
    gate.ready();
    restart.ensure(update, Marks.BACK, false);
    return runs(update);
  }

  /** Twice, some seconds apart, and the same run. */
  private boolean runs(Update update) throws UpdateException, InterruptedException {
    String noted = marks.read(update, Marks.BACK).map(Marks.Run::id).orElse("");
    Duration end = time.uptime().plus(PATIENCE);
    String seen = "";
    int down = 0;
    while (time.uptime().compareTo(end) < 0 && down < 3) {
      UnitState now = systemctl.show(target.unit());
      boolean runs = now.active() && !now.run().equals(noted);
      if (runs && now.run().equals(seen)) {
        return true;
      }
      seen = runs ? now.run() : "";
      boolean moves = runs || now.starting() || now.stopping() || now.queued();
      down += moves ? 0 : 1;
      time.sleep(BETWEEN_LOOKS);
    }
    return false;
  }

  /** With the old one in charge nothing of the update is left; else all that may help stays. */
  private void clean(Update update) throws UpdateException, InterruptedException {
    disk.remove(target.staged(update));
    for (Path part : rungs.parts(update)) {
      disk.remove(part);
    }
    if (disk.digest(target.binary()).equals(Optional.of(Laid.old(update)))) {
      disk.remove(target.link());
      backups.remove(target.backup(update));
    }
  }
}
