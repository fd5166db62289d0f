package ca.iotistic.agent.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is mounted, as this process sees it (proc(5), mountinfo). */
final class Mounts {
  private static final int POINT = 4;

  private Mounts() {}

  /** Whether a file is a mount point itself: then nothing can be renamed over it. */
  static boolean at(Path file) {
    try {
      return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
          .map(line -> line.split(" ", -1))
          .anyMatch(
              fields -> fields.length > POINT && plain(fields[POINT]).equals(file.toString()));
    } catch (IOException unseen) {
      return false;
    }
  }

  private static String plain(String escaped) {
    return escaped.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
  }
}
