package ca.iotistic.agent.decision;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.spi.Version;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code high-water.json}: the highest version that was ever in charge. The format is frozen for
 * every version to come: <code>{"format":1,"version":"1.0.6"}</code>.
 */
final class HighWater {
  private static final Logger log = LoggerFactory.getLogger(HighWater.class);

  private final AtomicFile file;
  private Optional<Version> highest;

  private HighWater(AtomicFile file, Optional<Version> highest) {
    this.file = file;
    this.highest = highest;
  }

  static HighWater open(AtomicFile file, String stamp) throws IOException {
    Optional<byte[]> content = file.read();
    if (content.isEmpty()) {
      return new HighWater(file, Optional.empty());
    }
    Optional<Version> highest = parse(content.get());
    if (highest.isEmpty()) {
      log.warn("the highest version in {} cannot be read and is put aside", file.path());
      Files.move(
          file.path(),
          file.path().resolveSibling(file.path().getFileName() + "." + stamp),
          StandardCopyOption.REPLACE_EXISTING);
    }
    return new HighWater(file, highest);
  }

  private static Optional<Version> parse(byte[] content) {
    try {
      return Version.parse(CommandLog.MAPPER.readTree(content).path("version").asText(""));
    } catch (IOException broken) {
      return Optional.empty();
    }
  }

  Optional<String> version() {
    return highest.map(Version::text);
  }

  /** A version that is none (of a development build) is no mark. */
  void raise(String inCharge) throws IOException {
    Optional<Version> version = Version.parse(inCharge);
    if (version.isEmpty() || highest.filter(h -> !h.below(version.get())).isPresent()) {
      return;
    }
    file.write(
        CommandLog.MAPPER.writeValueAsBytes(
            JsonNodeFactory.instance
                .objectNode()
                .put("format", 1)
                .put("version", version.get().text())));
    highest = version;
  }
}
