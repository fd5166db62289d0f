package ca.iotistic.agent.systemd;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Free space, and what may go when there is too little: older ways back, never the last. */
final class Room {
  /** What stays free: others write too. */
  static final long RESERVE = 4L << 20;

  private final BackupFiles backups;
  private final Set<String> needed;

  /**
   * @param needed identities of backups that stay in any case
   */
  Room(BackupFiles backups, Set<String> needed) {
    this.backups = backups;
    this.needed = Set.copyOf(needed);
  }

  void require(Path directory, long bytes) throws UpdateException, InterruptedException {
    if (free(directory) < bytes + RESERVE) {
      backups.prune(1, needed);
    }
    long free = free(directory);
    if (free < bytes + RESERVE) {
      throw new UpdateException(
          Reason.DISK_FULL,
          "%s has %d MiB free and %d MiB are needed; make room there"
              .formatted(directory, free >> 20, (bytes + RESERVE) >> 20));
    }
  }

  static long free(Path directory) throws UpdateException {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException unseen) {
      throw UpdateException.ofDisk("asking for the free space of " + directory, unseen);
    }
  }

  static long size(Path file) throws UpdateException {
    try {
      return Files.size(file);
    } catch (IOException unseen) {
      throw UpdateException.ofDisk("looking at " + file, unseen);
    }
  }
}
