package ca.iotistic.agent.systemd.release;

import ca.iotistic.agent.io.Durations;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The limits of {@code download.*}.
 *
 * @param minRate bytes a second
 * @param maxRate bytes a second; without it as fast as it can
 * @param maxSize bytes
 */
record DownloadSettings(
    Duration timeout, long minRate, OptionalLong maxRate, int retries, long maxSize) {
  static final String TIMEOUT = "download.timeout";
  static final String MIN_RATE = "download.min_rate";
  static final String MAX_SIZE = "download.max_size";

  private static final String MAX_RATE = "download.max_rate";
  private static final String RETRIES = "download.retries";
  private static final String A_RATE = "a rate like 1KiB/s";
  private static final String PER_SECOND = "/s";
  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,9})(B|KiB|MiB|GiB)");
  private static final Map<String, Long> UNITS =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

  /**
   * @throws IllegalArgumentException that names the setting and says what is allowed
   */
  static DownloadSettings of(Environment environment) {
    String fastest = environment.setting(MAX_RATE, "");
    String largest = environment.setting(MAX_SIZE, "512MiB");
    String retries = environment.setting(RETRIES, "10");
    if (!retries.matches("\\d{1,6}")) {
      throw wrong(RETRIES, retries, "a whole number");
    }
    return new DownloadSettings(
        Durations.parse(environment.setting(TIMEOUT, "6h")),
        rate(MIN_RATE, environment.setting(MIN_RATE, "1KiB/s")),
        fastest.isEmpty() ? OptionalLong.empty() : OptionalLong.of(rate(MAX_RATE, fastest)),
        Integer.parseInt(retries),
        bytes(largest).orElseThrow(() -> wrong(MAX_SIZE, largest, "a size like 512MiB")));
  }

  /**
   * @throws UpdateException if a file of so many bytes is not wanted here
   */
  void require(URI file, long size) throws UpdateException {
    if (size > maxSize) {
      throw new UpdateException(
          Reason.SIZE_EXCEEDED,
          "%s has more than the %d MiB of %s; raise that if the artifact is as it should be"
              .formatted(file, maxSize >> 20, MAX_SIZE));
    }
  }

  private static long rate(String key, String text) {
    if (!text.endsWith(PER_SECOND)) {
      throw wrong(key, text, A_RATE);
    }
    String amount = text.substring(0, text.length() - PER_SECOND.length());
    return bytes(amount).orElseThrow(() -> wrong(key, text, A_RATE));
  }

  private static OptionalLong bytes(String text) {
    Matcher amount = AMOUNT.matcher(text);
    if (!amount.matches()) {
      return OptionalLong.empty();
    }
    long bytes = Long.parseLong(amount.group(1)) * UNITS.getOrDefault(amount.group(2), 0L);
    return bytes > 0 ? OptionalLong.of(bytes) : OptionalLong.empty();
  }

  private static IllegalArgumentException wrong(String key, String text, String allowed) {
    return new IllegalArgumentException(key + " is \"" + text + "\"; it must be " + allowed);
  }
}
