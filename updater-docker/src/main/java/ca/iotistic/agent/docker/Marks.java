package ca.iotistic.agent.docker;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What nobody can observe about an update afterwards, noted in its scratch directory before they
 * are done.
 */
final class Marks {
  /** Which run of the old one was asked to stop. */
  private static final String STOPPING = "stopping";

  /** Which name was given to the new image, and whose name it was before. */
  private static final String TAGGED = "tagged";

  /** Which volumes nobody will need once the container that was made with them is gone. */
  private static final String VOLUMES = "volumes";

  private final Seam seam;

  Marks(Seam seam) {
    this.seam = seam;
  }

  /**
   * A stop whose answer nobody waited for goes on in the engine, and then ends a container that
   * looks as if it ran. So that run does not count as running any more, only a later one does.
   */
  void stopping(Update update, JsonNode old) throws UpdateException {
    write(update, STOPPING, Fields.text(old, "State", "StartedAt"));
  }

  /** Whether the run that is observed was asked to stop. */
  boolean isStopping(Update update, JsonNode old) {
    return read(update, STOPPING)
        .map(run -> run.equals(Fields.text(old, "State", "StartedAt")))
        .orElse(false);
  }

  boolean anyStop(Update update) {
    return read(update, STOPPING).isPresent();
  }

  /**
   * Noted once: a second look would see what the first has done.
   *
   * @param before the image that has the name now, if one has
   */
  void tagged(Update update, String reference, Optional<String> before) throws UpdateException {
    if (read(update, TAGGED).isEmpty()) {
      write(update, TAGGED, reference + " " + before.orElse(""));
    }
  }

  /** A name that was given to an image, and the image that had it before. */
  record Tagged(String reference, Optional<String> before) {}

  Optional<Tagged> tagged(Update update) {
    return read(update, TAGGED)
        .map(
            line -> {
              int space = line.indexOf(' ');
              String before = space < 0 ? "" : line.substring(space + 1).strip();
              return new Tagged(
                  space < 0 ? line : line.substring(0, space),
                  before.isEmpty() ? Optional.empty() : Optional.of(before));
            });
  }

  /** Added to those noted before. */
  void volumes(Update update, Set<String> names) throws UpdateException {
    Set<String> all = new TreeSet<>(volumes(update));
    if (all.addAll(names)) {
      write(update, VOLUMES, String.join(" ", all));
    }
  }

  Set<String> volumes(Update update) {
    return read(update, VOLUMES).map(line -> Set.of(line.split(" "))).orElse(Set.of());
  }

  private void write(Update update, String name, String line) throws UpdateException {
    try {
      Files.createDirectories(update.directory());
      file(update, name).write(line.getBytes(StandardCharsets.UTF_8));
    } catch (IOException failed) {
      throw new UpdateException(
          Reason.DISK_FULL,
          "cannot write to "
              + update.directory()
              + ": "
              + failed.getMessage()
              + "; make room there",
          failed);
    }
  }

  private Optional<String> read(Update update, String name) {
    try {
      return file(update, name).read().map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException lost) {
      return Optional.empty();
    }
  }

  private AtomicFile file(Update update, String name) {
    return new AtomicFile(update.directory().resolve(name), seam);
  }
}
