package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The cloud side as a process of its own, with a database of its own; called as anybody would. */
final class FleetApi implements AutoCloseable {
  private static final Path JAR = Path.of("..", "examples", "fleet-api", "target", "fleet-api.jar");
  private static final Path LOG = Path.of("target", "fleet-api.log");
  private static final Pattern LISTENS = Pattern.compile("fleet-api listens on (\\S+)");
  private static final String TOKEN = "token-of-the-system-tests";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private String url = "";

  private FleetApi(Process process) {
    this.process = process;
  }

  /** Returns when it is connected; its data lies in that directory. */
  static FleetApi start(Path directory, int brokerPort) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(List.of(java, "-jar", JAR.toString()))
            .redirectErrorStream(true)
            .redirectOutput(LOG.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "FLEET_HTTP_PORT",
                "0",
                "FLEET_MQTT_URL",
                "tcp://127.0.0.1:" + brokerPort,
                "FLEET_MQTT_USERNAME",
                Broker.USER,
                "FLEET_MQTT_PASSWORD",
                Broker.PASSWORD,
                "FLEET_DATA_DIR",
                directory.resolve("fleet").toString(),
                "FLEET_ADMIN_TOKEN",
                TOKEN));
    FleetApi api = new FleetApi(builder.start());
    try {
      api.awaitUp();
      return api;
    } catch (RuntimeException | Error never) {
      api.close();
      throw never;
    }
  }

  private void awaitUp() {
    Awaitility.await("the fleet API is up, see " + LOG)
        .atMost(Statuses.LIMIT)
        .failFast("it has ended, see " + LOG, () -> !process.isAlive())
        .until(
            () -> {
              Matcher listens = LISTENS.matcher(Files.readString(LOG));
              url = listens.find() ? listens.group(1) : "";
              return !url.isEmpty() && get("/health").path("status").asText().equals("up");
            });
  }

  void register(String uuid, String type) {
    send(
        "POST",
        "/api/v1/devices",
        "{\"uuid\":\"%s\",\"deviceType\":\"%s\"}".formatted(uuid, type),
        201);
  }

  void awaitOnline(String uuid, String version) {
    Awaitility.await(uuid + " is online with " + version)
        .atMost(Statuses.LIMIT)
        .until(
            () -> {
              JsonNode device = get("/api/v1/devices/" + uuid);
              return device.path("online").asBoolean()
                  && device.path("version").asText().equals(version);
            });
  }

  /**
   * The call of the handbook.
   *
   * @return where the update is
   */
  String update(String uuid, String version) {
    HttpResponse<String> answer =
        send(
            "POST",
            "/v1/devices/" + uuid + "/update-agent",
            "{\"version\":\"%s\"}".formatted(version),
            200);
    assertThat(Json.read(answer.body()).path("success").asBoolean()).isTrue();
    return answer.headers().firstValue("Location").orElseThrow();
  }

  /** The update at that place, with all its statuses, once its device has had the last word. */
  JsonNode awaitEnd(String location) {
    Awaitility.await("the end of " + location)
        .atMost(Statuses.LIMIT)
        .until(() -> !get(location).path("ended_at").isNull());
    return get(location);
  }

  JsonNode get(String path) {
    return Json.read(send("GET", path, "", 200).body());
  }

  private HttpResponse<String> send(String method, String path, String body, int expected) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected);
      return answer;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
