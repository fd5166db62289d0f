package ca.iotistic.agent.status;

import ca.iotistic.agent.io.AtomicFile;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers that rise and are never used twice, power cuts included. They are reserved in blocks,
 * durably and before the first of them is used; what a crash leaves of a block is skipped.
 */
final class Sequence {
  private static final Logger log = LoggerFactory.getLogger(Sequence.class);
  private static final int BLOCK = 64;

  private final AtomicFile file;
  private long next;
  private long reserved;

  private Sequence(AtomicFile file, long next) {
    this.file = file;
    this.next = next;
    this.reserved = next;
  }

  /**
   * Without a memory it begins at the milliseconds since 1970, which is above all that a device
   * with the same name has used before it was flashed anew.
   *
   * @param above a number that is known to be used
   */
  static Sequence open(AtomicFile file, long above, Instant now) throws IOException {
    long start = read(file).orElseGet(now::toEpochMilli);
    return new Sequence(file, Math.max(start, above + 1));
  }

  long next() throws IOException {
    if (next >= reserved) {
      long until = next + BLOCK;
      file.write(
          StatusJson.bytes(
              JsonNodeFactory.instance.objectNode().put("format", 1).put("reserved", until)));
      reserved = until;
    }
    return next++;
  }

  private static Optional<Long> read(AtomicFile file) throws IOException {
    Optional<byte[]> content = file.read();
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonNode json = StatusJson.MAPPER.readTree(content.get());
      if (json.path("format").asInt() == 1 && json.path("reserved").canConvertToLong()) {
        return Optional.of(json.path("reserved").longValue());
      }
    } catch (IOException broken) {
      log.warn("{} is no JSON", file.path(), broken);
    }
    log.warn("{} cannot be read and is put aside; statuses are numbered by the clock", file.path());
    Files.move(
        file.path(),
        file.path().resolveSibling(file.path().getFileName() + ".broken"),
        StandardCopyOption.REPLACE_EXISTING);
    return Optional.empty();
  }
}
