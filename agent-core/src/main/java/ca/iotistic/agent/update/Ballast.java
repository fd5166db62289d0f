package ca.iotistic.agent.update;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.io.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;

/** Space that is given up on a full disk, so that an update that has begun can be ended. */
final class Ballast {
  private static final int BYTES = 256 * 1024;

  private final AtomicFile file;

  Ballast(StateDirectory state) {
    this.file = state.file("ballast");
  }

  /** Random, so that no file system stores less of it. */
  void take() throws IOException {
    if (Files.notExists(file.path())) {
      byte[] bytes = new byte[BYTES];
      new SecureRandom().nextBytes(bytes);
      file.write(bytes);
    }
  }

  @FunctionalInterface
  interface Change {
    void make() throws IOException;
  }

  /** Makes a change; if that fails, gives the space up and makes it again. */
  void sparing(Change change) throws IOException {
    try {
      change.make();
    } catch (IOException full) {
      if (Files.notExists(file.path())) {
        throw full;
      }
      file.delete();
      change.make();
    }
  }
}
