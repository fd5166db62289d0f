package ca.iotistic.agent.systemd;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which run of the service was the last one of a file that has been replaced: nobody can observe
 * that afterwards. Noted in the scratch directory of the update.
 */
final class Marks {
  /** The last run of the old one. */
  static final String SWITCHED = "switched";

  /** The last run before the old one was put back. */
  static final String BACK = "back";

  private final Seam seam;

  /** What could not be written still counts in this process: going back needs no room. */
  private final Map<String, Run> unwritten = new HashMap<>();

  Marks(Seam seam) {
    this.seam = seam;
  }

  /**
   * @param id names the run, empty if there had been none
   * @param epochSecond when it was noted
   */
  record Run(String id, long epochSecond) {}

  void write(Update update, String mark, Run run) throws UpdateException {
    try {
      Files.createDirectories(update.directory());
      file(update, mark)
          .write((run.id() + " " + run.epochSecond()).getBytes(StandardCharsets.US_ASCII));
    } catch (IOException failed) {
      unwritten.put(mark, run);
      throw new UpdateException(
          Reason.DISK_FULL,
          "cannot write to "
              + update.directory()
              + " ("
              + failed.getMessage()
              + "); make room there",
          failed);
    }
  }

  Optional<Run> read(Update update, String mark) {
    if (unwritten.containsKey(mark)) {
      return Optional.ofNullable(unwritten.get(mark));
    }
    try {
      return file(update, mark)
          .read()
          .map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
          .flatMap(Marks::parse);
    } catch (IOException lost) {
      return Optional.empty();
    }
  }

  void clear(Update update, String mark) throws UpdateException {
    unwritten.remove(mark);
    try {
      file(update, mark).delete();
    } catch (IOException failed) {
      throw UpdateException.ofDisk("forgetting a mark in " + update.directory(), failed);
    }
  }

  private static Optional<Run> parse(String line) {
    String[] words = line.split(" ", -1);
    return words.length == 2 && words[1].matches("\\d{1,15}")
        ? Optional.of(new Run(words[0], Long.parseLong(words[1])))
        : Optional.empty();
  }

  private AtomicFile file(Update update, String mark) {
    return new AtomicFile(update.directory().resolve(mark), seam);
  }
}
