package ca.iotistic.agent.status;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.io.Ballast;
import ca.iotistic.agent.io.Seam;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outbox on the disk: a file a status, {@code NUMBER.json} while it waits and {@code
 * NUMBER.sent} when it is kept after that. Writing is durable. Removing and keeping are not: a
 * power cut may undo them, and then a status is sent twice, which receivers know by its number.
 */
final class OutboxFiles {
  private static final Logger log = LoggerFactory.getLogger(OutboxFiles.class);
  private static final String WAITING = ".json";
  private static final String KEPT = ".sent";
  private static final String SEQUENCE = "sequence.json";

  private final Path directory;
  private final Seam seam;
  private final Ballast ballast;

  OutboxFiles(Path directory, Seam seam, Ballast ballast) {
    this.directory = directory;
    this.seam = seam;
    this.ballast = ballast;
  }

  AtomicFile sequence() {
    return new AtomicFile(directory.resolve(SEQUENCE), seam).sparing(ballast);
  }

  void load(Consumer<Entry> waiting, Consumer<Entry> kept) throws IOException {
    Files.createDirectories(directory);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".tmp")) {
          Files.delete(file);
        } else if (name.endsWith(KEPT)) {
          read(file, kept);
        } else if (name.endsWith(WAITING) && !name.equals(SEQUENCE)) {
          read(file, waiting);
        }
      }
    }
  }

  private static void read(Path file, Consumer<Entry> consumer) throws IOException {
    try {
      consumer.accept(Entry.of(Files.readAllBytes(file)));
    } catch (IOException broken) {
      log.warn("update status in {} cannot be read and is put aside", file, broken);
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".broken"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  void write(Entry entry) throws IOException {
    Path file = file(entry, WAITING);
    try {
      new AtomicFile(file, seam).sparing(ballast).write(entry.json());
    } catch (IOException failed) {
      // It may be there although it is not durable; the caller will put it again.
      Files.deleteIfExists(file);
      throw failed;
    }
  }

  void keep(Entry entry) {
    seam.before("keep " + entry.type());
    try {
      Files.move(file(entry, WAITING), file(entry, KEPT), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      log.warn("update status {} stays in the outbox and is sent again", entry.sequence(), failed);
    }
    seam.after("keep " + entry.type());
  }

  void remove(Entry entry) {
    seam.before("remove " + entry.type());
    try {
      Files.deleteIfExists(file(entry, WAITING));
      Files.deleteIfExists(file(entry, KEPT));
    } catch (IOException failed) {
      log.warn("update status {} stays in the outbox and is sent again", entry.sequence(), failed);
    }
    seam.after("remove " + entry.type());
  }

  private Path file(Entry entry, String suffix) {
    return directory.resolve(String.format(Locale.ROOT, "%019d%s", entry.sequence(), suffix));
  }
}
