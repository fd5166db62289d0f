package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Durations;
import java.time.Duration;
import java.util.Map;

/** How long the verbs of a strategy may take. */
final class Limits {
  static final Duration RESOLVE = Duration.ofMinutes(2);
  static final Duration HAND_OVER = Duration.ofMinutes(5);
  static final Duration PICK_UP = Duration.ofSeconds(60);
  static final Duration ASK = Duration.ofMinutes(2);
  static final Duration LOG = Duration.ofSeconds(30);
  static final Duration SWITCH = Duration.ofMinutes(10);
  static final Duration TIDY = Duration.ofMinutes(10);

  /** How long a commit is tried again before the old one is put back. */
  static final Duration COMMIT = Duration.ofMinutes(10);

  /** How long the platform may leave a switcher without an answer. */
  static final Duration PLATFORM = Duration.ofSeconds(60);

  private Limits() {}

  static Duration prepare(Map<String, String> settings) {
    String limit = settings.getOrDefault("download.timeout", "");
    return Durations.parse(limit.isBlank() ? "6h" : limit);
  }
}
