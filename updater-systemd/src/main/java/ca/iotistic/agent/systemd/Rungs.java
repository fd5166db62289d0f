package ca.iotistic.agent.systemd;

import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What may be put in charge instead, best first: the old one (where it lies, by its second name,
 * from a backup), an older one, the new one again.
 */
final class Rungs {
  private final Target target;
  private final Disk disk;
  private final BackupFiles backups;

  Rungs(Target target, Disk disk, BackupFiles backups) {
    this.target = target;
    this.disk = disk;
    this.backups = backups;
  }

  /** Puts its file where the service starts it. */
  @FunctionalInterface
  private interface Placing {
    void place() throws UpdateException, InterruptedException;
  }

  record Rung(String what, String identity, Placing placing) {
    void place() throws UpdateException, InterruptedException {
      placing.place();
    }
  }

  List<Rung> of(Update update) throws UpdateException, InterruptedException {
    String old = Laid.old(update);
    List<Rung> rungs = new ArrayList<>();
    if (disk.digest(target.binary()).equals(Optional.of(old))) {
      rungs.add(new Rung("the old one", old, () -> {}));
    } else if (disk.digest(target.link()).equals(Optional.of(old))) {
      rungs.add(new Rung("the old one", old, () -> disk.rename(target.link(), target.binary())));
    } else {
      copies(update, rungs, backup -> backup.identity().equals(old));
    }
    String fresh = update.prepared().identity();
    copies(
        update,
        rungs,
        backup -> !backup.identity().equals(old) && !backup.identity().equals(fresh));
    Path artifact = Laid.artifact(update);
    if (!fresh.isEmpty() && disk.digest(artifact).equals(Optional.of(fresh))) {
      rungs.add(new Rung("the new one again", fresh, () -> put(update, artifact)));
    }
    return rungs;
  }

  private void copies(Update update, List<Rung> rungs, Predicate<BackupFiles.Described> wanted)
      throws UpdateException, InterruptedException {
    for (BackupFiles.Described backup : backups.list()) {
      if (wanted.test(backup) && backups.whole(backup)) {
        Path file = backups.file(backup.name());
        rungs.add(
            new Rung("the backup " + backup.name(), backup.identity(), () -> put(update, file)));
      }
    }
  }

  /** The new one makes room first: it is not what is wanted now. */
  private void put(Update update, Path source) throws UpdateException, InterruptedException {
    disk.remove(target.staged(update));
    Path copy = copy(update);
    disk.copy(source, copy, Files.exists(target.binary()) ? target.binary() : source);
    disk.rename(copy, target.binary());
  }

  private Path copy(Update update) {
    return target.binary().resolveSibling("." + target.name() + "." + update.id() + ".back");
  }

  /** Files that a death in the middle leaves behind. */
  List<Path> parts(Update update) {
    Path copy = copy(update);
    return List.of(
        copy,
        copy.resolveSibling("." + copy.getFileName() + ".part"),
        copy.resolveSibling("." + target.staged(update).getFileName() + ".part"));
  }
}
