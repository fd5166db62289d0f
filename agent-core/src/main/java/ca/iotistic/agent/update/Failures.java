package ca.iotistic.agent.update;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** From what was thrown to what is journaled: bounded, and without control characters. */
final class Failures {
  private static final int ERROR_CHARACTERS = 512;

  private Failures() {}

  static Failure of(Exception cause, Phase phase, List<String> logTail) {
    Reason reason =
        cause instanceof UpdateException expected ? expected.reason() : Reason.INTERNAL_ERROR;
    return new Failure(reason, bounded(words(cause)), phase, logTail);
  }

  /** What was expected speaks for itself; for anything else the class is part of what it says. */
  static String words(Exception cause) {
    String message = cause.getMessage();
    return cause instanceof UpdateException && message != null ? message : String.valueOf(cause);
  }

  /** A step could not use the disk. */
  static UpdateException of(String what, IOException cause) {
    return of(what, cause, Reason.INTERNAL_ERROR);
  }

  /** The same with what it means where the disk is not full. */
  static UpdateException of(String what, IOException cause, Reason otherwise) {
    boolean full = String.valueOf(cause.getMessage()).contains("No space left on device");
    return full
        ? new UpdateException(
            Reason.DISK_FULL,
            what + ": no space is left on the device of the state directory; make room there",
            cause)
        : new UpdateException(otherwise, what + ": " + cause.getMessage(), cause);
  }

  /** The last lines that fit into so many bytes. */
  static List<String> tail(List<String> lines, int bytes) {
    Deque<String> kept = new ArrayDeque<>();
    int left = bytes;
    for (int i = lines.size() - 1; i >= 0; i--) {
      left -= lines.get(i).getBytes(StandardCharsets.UTF_8).length + 1;
      if (left < 0) {
        break;
      }
      kept.addFirst(lines.get(i));
    }
    return List.copyOf(kept);
  }

  private static String bounded(String text) {
    String clean = text.replaceAll("\\p{Cntrl}+", " ").trim();
    return clean.length() > ERROR_CHARACTERS ? clean.substring(0, ERROR_CHARACTERS) : clean;
  }
}
