package ca.iotistic.agent.spi;

import java.io.IOException;
import java.nio.file.AccessDeniedException;

/**
 * A verb could not do its work. The message says what failed, which object, and what to do; it is
 * for people and goes on the wire.
 */
public final class UpdateException extends Exception {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  public UpdateException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public UpdateException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /**
   * What a failure of the file system means: {@code disk_full}, {@code platform_denied}, or an
   * error in the agent.
   *
   * @param what was being done, as in "copying a to b"
   */
  public static UpdateException ofDisk(String what, IOException failed) {
    String why = String.valueOf(failed.getMessage());
    if (why.contains("No space left") || why.contains("Disk quota exceeded")) {
      return new UpdateException(
          Reason.DISK_FULL, what + " failed: no space is left; make room there", failed);
    }
    if (failed instanceof AccessDeniedException || why.contains("Read-only file system")) {
      return new UpdateException(
          Reason.PLATFORM_DENIED, what + " is not permitted (" + why + ")", failed);
    }
    return new UpdateException(Reason.INTERNAL_ERROR, what + " failed: " + failed, failed);
  }

  public Reason reason() {
    return reason;
  }
}
