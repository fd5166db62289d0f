package ca.iotistic.agent.io;

import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Space that is given up on a full disk, so that a command can be answered and an update that has
 * begun can be ended.
 */
public final class Ballast {
  private static final int BYTES = 256 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Ballast.class);

  private final AtomicFile file;

  public Ballast(StateDirectory state) {
    this.file = state.file("ballast");
  }

  /** Where there is room for it. Random, so that no file system stores less of it. */
  public void take() {
    if (Files.notExists(file.path())) {
      byte[] bytes = new byte[BYTES];
      new SecureRandom().nextBytes(bytes);
      try {
        file.write(bytes);
      } catch (IOException full) {
        LOG.warn("update: the disk of {} is full: {}", file.path().getParent(), full.getMessage());
      }
    }
  }

  @FunctionalInterface
  public interface Change {
    void make() throws IOException;
  }

  /** Makes a change; if that fails, gives the space up and makes it again. */
  public void sparing(Change change) throws IOException {
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
