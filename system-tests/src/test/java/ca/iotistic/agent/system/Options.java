package ca.iotistic.agent.system;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The options of the {@code docker run} line: those of the README, in a hurry, and more. */
record Options(List<String> line) {

  Options(List<String> line) {
    this.line = List.copyOf(line);
  }

  /** The line that starts an agent as the README says. */
  static Options of(Device device, Path socket, String uuid, String broker) {
    return new Options(List.of("--name", device.name(), "--restart", "always"))
        // The image's health check, looked at more often.
        .with("--health-interval", "1s")
        .with("-v", device.stateVolume() + ":/var/lib/iotistic")
        .with("-v", socket + ":/var/run/docker.sock")
        .environment("IOTISTIC_DEVICE", uuid)
        .environment("IOTISTIC_MQTT_URL", broker)
        .environment("IOTISTIC_MQTT_USERNAME", Broker.USER)
        .environment("IOTISTIC_MQTT_PASSWORD", Broker.PASSWORD)
        .environment("IOTISTIC_HEALTH_STABLE_FOR", "2s")
        .environment("IOTISTIC_HEALTH_TIMEOUT", "100s");
  }

  /** An option and its value; of environment variables the last one counts. */
  Options with(String... words) {
    List<String> longer = new ArrayList<>(line);
    longer.addAll(List.of(words));
    return new Options(longer);
  }

  Options environment(String name, String value) {
    return with("-e", name + "=" + value);
  }
}
