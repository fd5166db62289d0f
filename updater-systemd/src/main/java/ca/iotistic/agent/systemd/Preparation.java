package ca.iotistic.agent.systemd;

import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.systemd.release.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Fetches, verifies, tests and lays ready beside what runs, and proves the way back. */
final class Preparation {
  private final Target target;
  private final Source source;
  private final BackupFiles backups;
  private final Disk disk;
  private final SelfTest selfTest;
  private final SwitcherUnit switcher;

  Preparation(
      Target target,
      Source source,
      BackupFiles backups,
      Disk disk,
      SelfTest selfTest,
      SwitcherUnit switcher) {
    this.target = target;
    this.source = source;
    this.backups = backups;
    this.disk = disk;
    this.selfTest = selfTest;
    this.switcher = switcher;
  }

  Prepared prepare(Update update) throws UpdateException, InterruptedException {
    if (update.previous().self()) {
      switcher.ensure();
    }
    String old = inCharge();
    Room room = new Room(backups, Set.copyOf(List.of(old, update.release().digest())));
    if (!Files.exists(target.staged(update))) {
      room.require(target.directory(), update.release().size());
      room.require(backups.directory(), missing(update));
    }
    Path artifact = artifact(update);
    String identity = verified(update, artifact);
    stage(update, artifact, identity, room);
    room.require(backups.directory(), Room.size(target.binary()));
    backups.take(target.binary(), backup(update, old));
    if (!disk.digest(target.link()).equals(Optional.of(old))) {
      disk.link(target.link(), target.binary());
    }
    return Laid.prepared(identity, artifact, target.backup(update), old);
  }

  private String inCharge() throws UpdateException, InterruptedException {
    return disk.digest(target.binary())
        .orElseThrow(
            () ->
                new UpdateException(
                    Reason.UNSUPPORTED_TARGET,
                    "there is no "
                        + target.binary()
                        + "; install one, or set systemd.binary to what "
                        + target.unit()
                        + " starts"));
  }

  private Path artifact(Update update) throws UpdateException, InterruptedException {
    Optional<String> backup = BackupFiles.named(update.release());
    return backup.isPresent() ? backups.file(backup.get()) : source.fetch(update);
  }

  private long missing(Update update) throws UpdateException {
    return BackupFiles.named(update.release()).isPresent() ? 0 : source.missing(update);
  }

  private String verified(Update update, Path artifact)
      throws UpdateException, InterruptedException {
    String seen = disk.digest(artifact).orElse("nothing");
    if (!seen.equals(update.release().digest())) {
      throw new UpdateException(
          Reason.DIGEST_MISMATCH,
          "%s is %s and should be %s".formatted(artifact, seen, update.release().digest()));
    }
    return seen;
  }

  /** Where it will be renamed from; run only there, since the state may lie where nothing runs. */
  private void stage(Update update, Path artifact, String identity, Room room)
      throws UpdateException, InterruptedException {
    Path staged = target.staged(update);
    if (!disk.digest(staged).equals(Optional.of(identity))) {
      room.require(target.directory(), Room.size(artifact));
      disk.copy(artifact, staged, target.binary());
    }
    selfTest.require(staged, update.release().version());
  }

  private BackupFiles.Described backup(Update update, String old) {
    return new BackupFiles.Described(
        target.backup(update), 0, update.previous().version(), old, update.startedAt());
  }
}
