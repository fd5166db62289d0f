package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How much room the engine has for images. */
@FunctionalInterface
interface FreeSpace {
  /** What stays free beside an image: the engine and the state directory write too. */
  long RESERVE = 64L << 20;

  /**
   * @param info what the engine says of itself
   * @return bytes; empty if it cannot be seen from here
   */
  OptionalLong bytes(JsonNode info);

  /**
   * The engine's data directory where this process sees it. In a container the root lies on the
   * same file system.
   */
  static OptionalLong seenFromHere(JsonNode info) {
    String data = Fields.text(info, "DockerRootDir");
    try {
      if (!data.isEmpty() && Files.isDirectory(Path.of(data))) {
        return OptionalLong.of(Files.getFileStore(Path.of(data)).getUsableSpace());
      }
      if (Files.exists(Path.of("/.dockerenv"))) {
        return OptionalLong.of(Files.getFileStore(Path.of("/")).getUsableSpace());
      }
    } catch (IOException unseen) {
      return OptionalLong.empty();
    }
    return OptionalLong.empty();
  }
}
