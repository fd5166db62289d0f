package ca.iotistic.agent;

import ca.iotistic.agent.io.Durations;
import ca.iotistic.agent.schedule.Plan;
import ca.iotistic.agent.schedule.Window;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what the facade itself needs of the flattened configuration. */
final class Settings {
  private static final int BACKUPS = 3;

  private final Map<String, String> values;

  Settings(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  Map<String, String> all() {
    return values;
  }

  /** What may stand in the journal: all but the values of secrets. */
  Map<String, String> withoutSecrets() {
    Map<String, String> safe = new TreeMap<>(values);
    safe.remove("mqtt.password");
    safe.remove("mqtt.username");
    return safe;
  }

  Optional<String> get(String key) {
    return Optional.ofNullable(values.get(key)).filter(value -> !value.isBlank());
  }

  /** {@code inbox.watch: false} is for applications with very many agents in one process. */
  boolean inboxWatched() {
    return get("inbox.watch").filter("false"::equals).isEmpty();
  }

  int backups() {
    return get("backups").map(Integer::parseInt).orElse(BACKUPS);
  }

  Plan plan(String device) {
    ZoneId zone = get("schedule.zone").map(ZoneId::of).orElse(ZoneId.systemDefault());
    return new Plan(
        device,
        get("schedule.window").map(window -> Window.parse(window, zone)),
        zone,
        duration("schedule.jitter", Duration.ZERO),
        duration("schedule.prepare_ahead", Duration.ofHours(1)));
  }

  Duration duration(String key, Duration absent) {
    return get(key).map(Durations::parse).orElse(absent);
  }
}
