package ca.iotistic.agent.systemd;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.UpdateException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Copies of what was in charge, each with a description beside it. A number that rises tells which
 * is newer: names can be changed and clocks be wrong.
 */
final class BackupFiles {
  private static final String LOCATOR = "backup";
  private static final String SUFFIX = ".properties";

  private final Path directory;
  private final Disk disk;
  private final Seam seam;

  BackupFiles(Path directory, Disk disk, Seam seam) {
    this.directory = directory;
    this.disk = disk;
    this.seam = seam;
  }

  /** One that is described, whether its file is there or not. */
  record Described(String name, long number, String version, String identity, Instant takenAt) {}

  /** Where they lie; there from now on. */
  Path directory() throws UpdateException {
    try {
      return Files.createDirectories(directory);
    } catch (IOException failed) {
      throw UpdateException.ofDisk("creating " + directory, failed);
    }
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /** The backup that a release names, if it is one. */
  static Optional<String> named(Release release) {
    return Optional.ofNullable(release.locator().get(LOCATOR));
  }

  /** Taken already: nothing is done, if it is whole. */
  void take(Path binary, Described wanted) throws UpdateException, InterruptedException {
    Path copy = file(wanted.name());
    if (!disk.digest(copy).equals(Optional.of(wanted.identity()))) {
      disk.copy(binary, copy, binary);
    }
    if (find(wanted.name()).filter(d -> d.identity().equals(wanted.identity())).isEmpty()) {
      describe(wanted);
    }
  }

  private void describe(Described wanted) throws UpdateException {
    long number = list().stream().mapToLong(Described::number).max().orElse(0) + 1;
    Properties text = new Properties();
    text.setProperty("number", Long.toString(number));
    text.setProperty("version", wanted.version());
    text.setProperty("identity", wanted.identity());
    text.setProperty("taken_at", wanted.takenAt().toString());
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      text.store(bytes, null);
      new AtomicFile(description(wanted.name()), seam).write(bytes.toByteArray());
    } catch (IOException failed) {
      throw UpdateException.ofDisk("describing the backup " + wanted.name(), failed);
    }
  }

  Optional<Described> find(String name) throws UpdateException {
    return list().stream().filter(backup -> backup.name().equals(name)).findFirst();
  }

  /** Newest first. */
  List<Described> list() throws UpdateException {
    if (Files.notExists(directory)) {
      return List.of();
    }
    List<Described> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.startsWith(".") && name.endsWith(SUFFIX)) {
          read(file, name.substring(1, name.length() - SUFFIX.length())).ifPresent(all::add);
        }
      }
    } catch (IOException failed) {
      throw UpdateException.ofDisk("listing the backups in " + directory, failed);
    }
    all.sort(Comparator.comparingLong(Described::number).reversed());
    return all;
  }

  private static Optional<Described> read(Path file, String name) throws IOException {
    Properties text = new Properties();
    try {
      text.load(new StringReader(Files.readString(file, StandardCharsets.ISO_8859_1)));
      return Optional.of(
          new Described(
              name,
              Long.parseLong(text.getProperty("number", "")),
              text.getProperty("version", "0.0.0"),
              text.getProperty("identity", ""),
              Instant.parse(text.getProperty("taken_at", ""))));
    } catch (IllegalArgumentException | DateTimeParseException broken) {
      return Optional.empty();
    }
  }

  /** Whether its file is what was copied then. */
  boolean whole(Described backup) throws UpdateException, InterruptedException {
    return disk.digest(file(backup.name())).equals(Optional.of(backup.identity()));
  }

  /** As the core knows them, newest first. */
  List<Backup> backups() throws UpdateException, InterruptedException {
    List<Backup> backups = new ArrayList<>();
    for (Described each : list()) {
      backups.add(
          new Backup(
              each.name(),
              new Release(
                  each.version(), each.identity(), size(each), Map.of(LOCATOR, each.name())),
              each.identity(),
              each.takenAt(),
              whole(each)));
    }
    return backups;
  }

  private long size(Described backup) {
    try {
      return Files.size(file(backup.name()));
    } catch (IOException gone) {
      return 0;
    }
  }

  void remove(String name) throws UpdateException {
    disk.remove(file(name));
    // Last: as long as it is there, what was not done yet is done the next time.
    disk.remove(description(name));
  }

  /**
   * Removes all but the newest whole ones.
   *
   * @param needed identities of what is not removed in any case
   * @return what was removed, a line each
   */
  List<String> prune(int kept, Set<String> needed) throws UpdateException, InterruptedException {
    List<String> done = new ArrayList<>();
    int whole = 0;
    for (Described backup : list()) {
      boolean usable = whole(backup);
      if (usable && (whole < Math.max(kept, 1) || needed.contains(backup.identity()))) {
        whole++;
      } else {
        remove(backup.name());
        done.add("backup " + backup.name() + " removed, " + kept + " are kept");
      }
    }
    return done;
  }

  private Path description(String name) {
    return directory.resolve("." + name + SUFFIX);
  }
}
