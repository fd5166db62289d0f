package ca.iotistic.agent.launcher;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that says when the agent was last seen to work, for a health check without a Java of its
 * own. It holds the seconds since the boot, as {@code /proc/uptime} shows them: those do not jump
 * when the clock is set.
 *
 * <p>It is written every few seconds, so it belongs into memory and not onto a flash card; that is
 * why it does not lie in the state directory.
 */
final class Heartbeat {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
  private static final Path UPTIME = Path.of("/proc/uptime");

  private final Optional<Path> file;
  private boolean complained;

  Heartbeat(Optional<Path> file) {
    this.file = file;
  }

  void beat() {
    if (file.isPresent()) {
      try {
        write(file.get());
        complained = false;
      } catch (IOException failed) {
        if (!complained) {
          LOG.warn("the heartbeat {} cannot be written: {}", file.get(), failed.toString());
        }
        complained = true;
      }
    }
  }

  /** In place and always of the same length, so that no reader ever finds half of it. */
  private static void write(Path file) throws IOException {
    String uptime = Files.readString(UPTIME, US_ASCII);
    String seconds = uptime.substring(0, uptime.indexOf('.'));
    ByteBuffer line =
        ByteBuffer.wrap((seconds + " ".repeat(15 - seconds.length()) + "\n").getBytes(US_ASCII));
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(line);
    }
  }
}
