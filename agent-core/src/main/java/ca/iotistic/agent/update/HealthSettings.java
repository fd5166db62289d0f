package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Durations;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
    /** That it hears the next command. */
    CONNECTED,
    RUNNING
  }

  private static final String TIMEOUT = "health.timeout";
  private static final String STABLE_FOR = "health.stable_for";
  private static final String REQUIRE = "health.require";
  private static final String OFFLINE = "health.offline";
  private static final String PROBE = "health.probe";
  private static final String BROKER = "health.broker";

  public HealthSettings {
    probe = probe.map(List::copyOf);
  }

  /**
   * From {@code health.*} and {@code mqtt.url} of the configuration. A probe is a JSON list of
   * strings, or one string: an http URL, or a command whose words blanks divide.
   *
   * @throws IllegalArgumentException that names the key, its value and what is allowed
   */
  public static HealthSettings from(Map<String, String> settings) {
    return new HealthSettings(
        duration(settings, TIMEOUT, "5m"),
        duration(settings, STABLE_FOR, "30s"),
        require(settings),
        duration(settings, OFFLINE, "30m"),
        setting(settings, BROKER).or(() -> setting(settings, "mqtt.url").flatMap(u -> address(u))),
        setting(settings, PROBE).map(HealthSettings::words));
  }

  /** What {@link #from} reads again in another process. */
  Map<String, String> over(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put(TIMEOUT, Durations.format(timeout));
    all.put(STABLE_FOR, Durations.format(stableFor));
    all.put(REQUIRE, require.name().toLowerCase(Locale.ROOT));
    all.put(OFFLINE, Durations.format(offline));
    broker.ifPresent(address -> all.put(BROKER, address));
    probe.ifPresent(words -> all.put(PROBE, new ObjectMapper().valueToTree(words).toString()));
    return all;
  }

  private static Require require(Map<String, String> settings) {
    String value = setting(settings, REQUIRE).orElse("connected");
    return switch (value) {
      case "connected" -> Require.CONNECTED;
      case "running" -> Require.RUNNING;
      default ->
          throw new IllegalArgumentException(
              REQUIRE + ": \"" + value + "\" is neither connected nor running");
    };
  }

  private static Duration duration(Map<String, String> settings, String key, String absent) {
    try {
      return Durations.parse(setting(settings, key).orElse(absent));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(key + ": " + wrong.getMessage(), wrong);
    }
  }

  private static Optional<String> setting(Map<String, String> settings, String key) {
    return Optional.ofNullable(settings.get(key)).filter(value -> !value.isBlank());
  }

  private static Optional<String> address(String url) {
    try {
      URI uri = URI.create(url);
      boolean secure = "ssl".equals(uri.getScheme()) || "mqtts".equals(uri.getScheme());
      int port = uri.getPort() > 0 ? uri.getPort() : secure ? 8883 : 1883;
      return Optional.ofNullable(uri.getHost()).map(host -> host + ":" + port);
    } catch (IllegalArgumentException notAnUrl) {
      return Optional.empty();
    }
  }

  private static List<String> words(String value) {
    if (!value.startsWith("[")) {
      return List.of(value.trim().split("\\s+"));
    }
    try {
      List<String> words = new ArrayList<>();
      for (JsonNode word : new ObjectMapper().readTree(value)) {
        words.add(word.asText());
      }
      return words;
    } catch (IOException wrong) {
      throw new IllegalArgumentException(
          PROBE + ": \"" + value + "\" is not a JSON list of strings", wrong);
    }
  }
}
