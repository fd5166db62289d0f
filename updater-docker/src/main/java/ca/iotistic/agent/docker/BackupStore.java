package ca.iotistic.agent.docker;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The descriptions of backups, a file each. Other strategies may keep theirs beside them. */
final class BackupStore {
  private static final Logger LOG = LoggerFactory.getLogger(BackupStore.class);
  private static final String SUFFIX = ".json";

  private final Path directory;
  private final Seam seam;

  BackupStore(Path directory, Seam seam) {
    this.directory = directory;
    this.seam = seam;
  }

  /** Durably; one of the same name is replaced. */
  void write(BackupRecord backup) throws UpdateException {
    try {
      Files.createDirectories(directory);
      file(backup.name())
          .write(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(backup.tree()));
    } catch (IOException failed) {
      throw new UpdateException(
          Reason.ROLLBACK_NOT_PROVEN,
          "cannot write the backup's description "
              + backup.name()
              + " to "
              + directory
              + ": "
              + failed.getMessage()
              + "; make room there",
          failed);
    }
  }

  Optional<BackupRecord> find(String name) {
    try {
      Optional<byte[]> bytes = file(name).read();
      return bytes.isEmpty()
          ? Optional.empty()
          : Optional.of(BackupRecord.of(Json.MAPPER.readTree(bytes.get())));
    } catch (IOException unreadable) {
      LOG.warn("backup={} cannot be read: {}", name, unreadable.getMessage());
      return Optional.empty();
    }
  }

  /** Of this target, newest first. */
  List<BackupRecord> list(String target) {
    List<BackupRecord> found = new ArrayList<>();
    for (String name : names()) {
      find(name).filter(backup -> backup.target().equals(target)).ifPresent(found::add);
    }
    found.sort(Comparator.comparing(BackupRecord::takenAt).reversed());
    return found;
  }

  /** The one that this update took, if it got so far. */
  Optional<BackupRecord> ofUpdate(String updateId) {
    return names().stream()
        .flatMap(name -> find(name).stream())
        .filter(backup -> backup.update().equals(updateId))
        .findFirst();
  }

  /** The one that describes this container. */
  Optional<BackupRecord> ofContainer(String id) {
    return names().stream()
        .flatMap(name -> find(name).stream())
        .filter(backup -> backup.containerId().equals(id))
        .findFirst();
  }

  void delete(String name) {
    try {
      file(name).delete();
    } catch (IOException left) {
      LOG.warn("backup={} cannot be deleted: {}", name, left.getMessage());
    }
  }

  private List<String> names() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX) && !name.startsWith("."))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .filter(name -> Names.targetOfBackup(name).isPresent())
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      LOG.warn("directory={} cannot be listed: {}", directory, unreadable.getMessage());
      return List.of();
    }
  }

  private AtomicFile file(String name) {
    return new AtomicFile(directory.resolve(name + SUFFIX), seam);
  }
}
