package ca.iotistic.agent.schedule;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;

/**
 * Where in a span of time a device falls: the same for an update at every start, others elsewhere.
 */
final class Spread {
  private final String device;

  Spread(String device) {
    this.device = device;
  }

  /** From zero up to, and without, {@code span}; zero if the span is. */
  Duration within(Duration span, String purpose, String updateId) {
    long millis = span.toMillis();
    return millis <= 0
        ? Duration.ZERO
        : Duration.ofMillis(Math.floorMod(hash(purpose + "\n" + device + "\n" + updateId), millis));
  }

  private static long hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
