package ca.iotistic.fleetsim;

import ca.iotistic.agent.io.Durations;
import ca.iotistic.agent.mqtt.MqttSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** {@code java -jar fleet-sim-all.jar}; what fleet it is to be is in the environment. */
public final class Main {
  private static final Duration BETWEEN_SHUFFLES = Duration.ofSeconds(20);
  private static final int USAGE = 2;

  private Main() {}

  public static void main(String[] arguments) throws InterruptedException, IOException {
    Map<String, String> environment = System.getenv();
    Options options;
    try {
      options = options(environment);
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(USAGE);
      return;
    }
    if (environment.containsKey("SIM_API_URL")) {
      new Registration(
              URI.create(environment.get("SIM_API_URL")),
              environment.getOrDefault("SIM_API_TOKEN", ""))
          .register(SimulatedFleet.uuids(options));
    }
    SimulatedFleet fleet = SimulatedFleet.start(options);
    Runtime.getRuntime().addShutdownHook(new Thread(fleet::close));
    System.out.println(options.devices() + " devices are simulated");
    while (true) {
      fleet.shuffle();
      Thread.sleep(BETWEEN_SHUFFLES.toMillis());
    }
  }

  private static Options options(Map<String, String> environment) throws IOException {
    Map<String, String> mqtt = new HashMap<>();
    mqtt.put("mqtt.url", environment.getOrDefault("SIM_MQTT_URL", "tcp://localhost:1883"));
    MqttSettings broker = MqttSettings.from(mqtt, "sim");
    String directory = environment.getOrDefault("SIM_DATA_DIR", "");
    return new Options(
        broker.host(),
        broker.port(),
        Optional.ofNullable(environment.get("SIM_MQTT_USERNAME")),
        Optional.ofNullable(environment.get("SIM_MQTT_PASSWORD")),
        directory.isEmpty() ? Files.createTempDirectory("fleet-sim") : Path.of(directory),
        environment.getOrDefault("SIM_PREFIX", "sim-"),
        Integer.parseInt(environment.getOrDefault("SIM_DEVICES", "50")),
        environment.getOrDefault("SIM_VERSION", "1.0.5"),
        Double.parseDouble(environment.getOrDefault("SIM_FAILURE_RATE", "0")),
        Optional.ofNullable(environment.get("SIM_BAD_VERSION")),
        Double.parseDouble(environment.getOrDefault("SIM_OFFLINE_RATE", "0")),
        Durations.parse(environment.getOrDefault("SIM_SLOW", "0s")));
  }
}
