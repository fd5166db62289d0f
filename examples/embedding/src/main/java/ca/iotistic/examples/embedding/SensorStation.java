package ca.iotistic.examples.embedding;

import ca.iotistic.agent.UpdateAgent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The application. Its configuration is its environment. */
public final class SensorStation {
  private static final Logger LOG = LoggerFactory.getLogger(SensorStation.class);

  private SensorStation() {}

  public static void main(String[] args) throws Exception {
    Map<String, String> environment = System.getenv();
    String device = needed(environment, "STATION_DEVICE");
    String version = needed(environment, "STATION_VERSION");
    MqttBus bus =
        new MqttBus(
            needed(environment, "STATION_MQTT_URL"),
            device,
            Optional.ofNullable(environment.get("STATION_MQTT_USER")),
            Optional.ofNullable(environment.get("STATION_MQTT_PASSWORD")));
    Thermometer thermometer = Thermometer.ofThisMachine();
    UpdatesOverBus updates = new UpdatesOverBus(bus, "agent/" + device);

    UpdateAgent agent =
        UpdateAgent.builder()
            .device(device)
            .version(version)
            .stateDirectory(Path.of("/var/lib/iotistic"))
            .settings(settings(environment))
            .connection(updates, updates)
            .guard(new Technician(Path.of("/tmp/technician")))
            .listener(status -> LOG.info("update {} {}", status.updateId(), status.type()))
            .build();
    agent.start();
    bus.connect();

    LOG.info("station {} {} measures", device, version);
    while (true) {
      String reading =
          "{\"celsius\":%.1f,\"version\":\"%s\"}".formatted(thermometer.celsius(), version);
      bus.offer("station/" + device + "/telemetry", reading.getBytes(StandardCharsets.UTF_8));
      TimeUnit.SECONDS.sleep(2);
    }
  }

  /** What the update agent may be told: {@code UPDATES_HEALTH_TIMEOUT=2m} and the like. */
  private static Map<String, String> settings(Map<String, String> environment) {
    return environment.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("UPDATES_"))
        .collect(
            Collectors.toMap(
                entry ->
                    entry
                        .getKey()
                        .substring("UPDATES_".length())
                        .toLowerCase(Locale.ROOT)
                        .replaceFirst("_", "."),
                Map.Entry::getValue));
  }

  private static String needed(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .filter(value -> !value.isBlank())
        .orElseThrow(
            () -> new IllegalStateException("set " + name + " in the environment of the station"));
  }
}
