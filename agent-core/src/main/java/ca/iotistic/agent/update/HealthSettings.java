package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * When a new version counts as working.
 *
 * @param timeout how long it has to become so
 * @param stableFor how long it has to stay so
 * @param require what it must show, if the agent updates itself
 * @param offline how long it has when the broker cannot be reached from elsewhere either
 * @param broker {@code host:port}
 * @param probe a command, or one http URL, that must succeed as well
 */
public record HealthSettings(
    Duration timeout,
    Duration stableFor,
    Require require,
    Duration offline,
    Optional<String> broker,
    Optional<List<String>> probe) {

  /** What the new version must show. */
  public enum Require {
    CONNECTED,
    RUNNING
  }

  /** From {@code health.*} and {@code mqtt.url} of the configuration. */
  public static HealthSettings from(Map<String, String> settings) {
    return new HealthSettings(
        duration(settings, "health.timeout", "5m"),
        duration(settings, "health.stable_for", "30s"),
        Require.valueOf(setting(settings, "health.require", "connected").toUpperCase(Locale.ROOT)),
        duration(settings, "health.offline", "30m"),
        Optional.empty(),
        Optional.empty());
  }

  private static Duration duration(Map<String, String> settings, String key, String absent) {
    return Durations.parse(setting(settings, key, absent));
  }

  private static String setting(Map<String, String> settings, String key, String absent) {
    return settings.getOrDefault(key, absent);
  }
}
