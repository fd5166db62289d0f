package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The example application replaces itself, on the MQTT connection that it has anyway. */
class EmbeddingIT {
  private static final Path EXAMPLE = Path.of("..", "examples", "embedding");

  @RegisterExtension final Scene scene = Scene.shared();

  /** How the application is shipped. */
  private enum Packaging {
    CLASS_PATH("java -cp /app/* ca.iotistic.examples.embedding.SensorStation"),
    FAT_JAR("java -jar /app/station.jar");

    final String start;

    Packaging(String start) {
      this.start = start;
    }
  }

  @ParameterizedTest
  @EnumSource(Packaging.class)
  void stationReplacesItself(Packaging packaging) throws Exception {
    publish("1.0.5", packaging);
    publish("1.0.6", packaging);
    Device device = scene.device();
    device
        .engine()
        .must(
            "run",
            "-d",
            "--name",
            device.name(),
            "--restart",
            "always",
            "--network",
            "host",
            "-v",
            device.stateVolume() + ":/var/lib/iotistic",
            "-v",
            device.engine().socket() + ":/var/run/docker.sock",
            "-e",
            "STATION_DEVICE=" + device.name(),
            "-e",
            "STATION_MQTT_URL=tcp://127.0.0.1:" + scene.gate().port(),
            "-e",
            "STATION_MQTT_USER=" + Broker.USER,
            "-e",
            "STATION_MQTT_PASSWORD=" + Broker.PASSWORD,
            "-e",
            "UPDATES_HEALTH_STABLE_FOR=2s",
            "-e",
            "UPDATES_HEALTH_TIMEOUT=100s",
            device.image("1.0.5"));
    scene.cloud().awaitOnline("1.0.5");

    device.exec("touch", "/tmp/technician").require();
    scene.cloud().update("u", "1.0.6");

    JsonNode veto =
        scene.cloud().await("the veto", s -> s.path("type").asText().equals("update_scheduled"));
    assertThat(veto.path("waiting_for").asText()).isEqualTo("veto");
    device.exec("rm", "/tmp/technician").require();
    assertThat(scene.cloud().awaitTerminal("u").path("type").asText())
        .isEqualTo("update_succeeded");
    device.awaitAgent("1.0.6");
    device.awaitNoLeftovers(1);
    scene.assertOneTerminal("u", "1.0.6");
    assertThat(device.logs()).contains("station " + device.name() + " 1.0.6 measures");
  }

  private void publish(String version, Packaging packaging) throws IOException {
    Path context = Files.createDirectories(scene.directory().resolve("station"));
    Path files = Files.createDirectories(context.resolve("target/station"));
    Files.copy(
        EXAMPLE.resolve("Dockerfile"),
        context.resolve("Dockerfile"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    if (packaging == Packaging.FAT_JAR) {
      copy(jar("-boot.jar"), files.resolve("station.jar"));
    } else {
      copy(jar(".jar"), files.resolve("station.jar"));
      try (Stream<Path> libraries = Files.list(EXAMPLE.resolve("target/app"))) {
        for (Path library : libraries.toList()) {
          copy(library, files.resolve(library.getFileName()));
        }
      }
    }
    scene.publish(
        version,
        context,
        "BASE=" + TestBed.JAVA_BASE,
        "VERSION=" + version,
        "START=" + packaging.start);
  }

  private static Path jar(String end) throws IOException {
    try (Stream<Path> built = Files.list(EXAMPLE.resolve("target"))) {
      return built
          .filter(path -> path.getFileName().toString().matches("example-embedding-[^/]*" + end))
          .filter(path -> end.equals("-boot.jar") || !path.toString().endsWith("-boot.jar"))
          .findFirst()
          .orElseThrow(() -> new IOException("build examples/embedding first"));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }
}
