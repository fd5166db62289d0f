package ca.iotistic.agent.systemd;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The new file over the old one while the old one runs, and one restart. */
final class Activation {
  private final Target target;
  private final Systemctl systemctl;
  private final Disk disk;
  private final Restart restart;

  Activation(Target target, Systemctl systemctl, Disk disk, Restart restart) {
    this.target = target;
    this.systemctl = systemctl;
    this.disk = disk;
    this.restart = restart;
  }

  void activate(Update update) throws UpdateException, InterruptedException {
    Optional<String> wanted = Optional.of(update.prepared().identity());
    if (!disk.digest(target.binary()).equals(wanted)) {
      place(update, wanted);
    }
    restart.ensure(update, Marks.SWITCHED, true);
  }

  private void place(Update update, Optional<String> wanted)
      throws UpdateException, InterruptedException {
    Path staged = target.staged(update);
    if (!disk.digest(staged).equals(wanted)) {
      Path artifact = Laid.artifact(update);
      if (!disk.digest(artifact).equals(wanted)) {
        throw new UpdateException(
            Reason.DIGEST_MISMATCH,
            "what was laid ready at " + staged + " has been removed or changed; update again");
      }
      disk.copy(artifact, staged, Files.exists(target.link()) ? target.link() : target.binary());
    }
    disk.rename(staged, target.binary());
  }

  /** The file at the path is the boot policy; it has been durable since it was renamed. */
  Duration commit() throws UpdateException, InterruptedException {
    return systemctl.show(target.unit()).gap();
  }
}
