package ca.iotistic.agent.launcher.config;

import ca.iotistic.agent.launcher.config.Chosen.Rank;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What must hold between keys. */
final class Rules {
  private final Map<String, Chosen> chosen;
  private final List<String> mistakes = new ArrayList<>();

  private Rules(Map<String, Chosen> chosen) {
    this.chosen = chosen;
  }

  /** Takes out of {@code chosen} what something stronger stands in the place of. */
  static List<String> apply(Map<String, Chosen> chosen) {
    Rules rules = new Rules(chosen);
    rules.oneOf("device", "device_file");
    rules.oneOf("mqtt.password", "mqtt.password_file");
    rules.together("mqtt.cert", "mqtt.key");
    rules.together("mqtt.key", "mqtt.cert");
    rules.together("mqtt.password", "mqtt.username");
    rules.together("mqtt.password_file", "mqtt.username");
    rules.together("docker.registry.password_file", "docker.registry.username");
    rules.onlyOverTls("mqtt.ca");
    rules.onlyOverTls("mqtt.cert");
    rules.less("health.stable_for", "health.timeout");
    rules.lessRate("download.min_rate", "download.max_rate");
    return rules.mistakes;
  }

  private void oneOf(String one, String other) {
    Optional<Rank> a = rank(one);
    Optional<Rank> b = rank(other);
    if (a.isPresent() && a.equals(b)) {
      mistakes.add(where(one) + ": set either " + one + " or " + other + ", not both.");
    } else if (a.isPresent() && b.isPresent()) {
      chosen.remove(a.get().compareTo(b.get()) < 0 ? one : other);
    }
  }

  private void together(String one, String other) {
    if (given(one) && !given(other)) {
      mistakes.add(where(one) + ": " + one + " is of no use without " + other + "; set both.");
    }
  }

  private void onlyOverTls(String key) {
    if (given(key) && value("mqtt.url").filter(url -> url.matches("(tcp|mqtt):.*")).isPresent()) {
      mistakes.add(
          where(key)
              + ": "
              + key
              + " is of no use without TLS; write ssl:// in mqtt.url, or leave it out.");
    }
  }

  private void less(String small, String large) {
    Optional<Long> least = value(small).flatMap(Units::seconds);
    Optional<Long> most = value(large).flatMap(Units::seconds);
    if (least.isPresent() && most.isPresent() && least.get() >= most.get()) {
      mistakes.add(where(small) + ": " + small + " must be shorter than " + large + ".");
    }
  }

  private void lessRate(String small, String large) {
    Optional<Long> least = value(small).flatMap(Rules::perSecond);
    Optional<Long> most = value(large).flatMap(Rules::perSecond);
    if (least.isPresent() && most.isPresent() && least.get() > most.get()) {
      mistakes.add(where(large) + ": " + large + " must not be below " + small + ".");
    }
  }

  private static Optional<Long> perSecond(String rate) {
    return Units.bytes(rate.replace("/s", ""));
  }

  private boolean given(String key) {
    return chosen.containsKey(key);
  }

  private Optional<Rank> rank(String key) {
    return Optional.ofNullable(chosen.get(key)).map(Chosen::rank);
  }

  private Optional<String> value(String key) {
    return Optional.ofNullable(chosen.get(key)).map(Chosen::value);
  }

  private String where(String key) {
    return Optional.ofNullable(chosen.get(key)).map(Chosen::where).orElse(key);
  }
}
