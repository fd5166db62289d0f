package ca.iotistic.examples.folders;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Update;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What could be gone back to, a file each: the version, its digest, and since when. */
record Records(Path directory) {
  void write(Update update) throws IOException {
    Files.createDirectories(directory);
    Installed old = update.previous();
    String lines = String.join("\n", old.version(), old.identity(), update.startedAt().toString());
    new AtomicFile(file(update.id()), Seam.NONE).write(lines.getBytes(StandardCharsets.UTF_8));
  }

  boolean has(String id) {
    return Files.exists(file(id));
  }

  void delete(String id) throws IOException {
    Files.deleteIfExists(file(id));
  }

  /** Newest first; each is called after the update that made it. */
  List<Backup> all(Folders folders) throws IOException {
    if (Files.notExists(directory)) {
      return List.of();
    }
    List<Backup> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".backup")).toList()) {
        String id = String.valueOf(file.getFileName()).replace(".backup", "");
        List<String> lines = Files.readAllLines(file);
        Release release = new Release(lines.get(0), lines.get(1), 0, Map.of());
        boolean usable =
            Files.isDirectory(folders.folder(Folders.name(lines.get(0), lines.get(1))));
        all.add(new Backup(id, release, lines.get(1), Instant.parse(lines.get(2)), usable));
      }
    }
    all.sort(Comparator.comparing(Backup::takenAt).reversed());
    return List.copyOf(all);
  }

  private Path file(String id) {
    return directory.resolve(id + ".backup");
  }
}
