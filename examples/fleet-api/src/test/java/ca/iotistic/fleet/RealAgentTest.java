package ca.iotistic.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.iotistic.agent.InPlace;
import ca.iotistic.agent.UpdateAgent;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent as devices have it, on its own MQTT connection, commanded through the API. */
final class RealAgentTest {
  @TempDir Path directory;
  private Bed bed;
  private Caller api;
  private UpdateAgent agent;
  private Path target;

  @BeforeEach
  void open() throws Exception {
    bed = Bed.open(directory);
    api = bed.caller();
    api.register("abc-123", "rpi4", "[]");
    target = Files.writeString(directory.resolve("target"), "1.0.5");
    agent =
        UpdateAgent.builder()
            .device("abc-123")
            .version("1.0.5")
            .stateDirectory(directory.resolve("state"))
            .settings(
                Map.of(
                    "mqtt.url", bed.broker().url(),
                    "updater", "in-place",
                    "in-place.target", target.toString(),
                    "health.stable_for", "1s",
                    "schedule.zone", "America/Toronto"))
            .updater(InPlace.class)
            .build();
    agent.start();
    await().atMost(Bed.PATIENCE).until(() -> device().path("online").asBoolean());
  }

  @AfterEach
  void close() throws Exception {
    agent.close();
    bed.close();
  }

  @Test
  void everyStatusOfAnUpdateIsInItsHistoryAndTheDeviceIsKnownByWhatItSays() throws Exception {
    String id = commanded("{\"version\":\"1.0.6\"}");

    JsonNode update = awaited(id, "succeeded");

    assertThat(target).hasContent("1.0.6");
    assertThat(update.path("statuses").findValuesAsText("type"))
        .startsWith("update_command_received", "update_started")
        .endsWith("update_succeeded");
    assertThat(update.path("deployment_type").asText()).isEqualTo("in-place");
    assertThat(update.path("previous_version").asText()).isEqualTo("1.0.5");
    assertThat(update.path("downtime_ms").asLong()).isEqualTo(7);
    assertThat(device().path("zone").asText()).isEqualTo("America/Toronto");
    assertThat(
            api.get("/api/v1/statistics")
                .json()
                .path("total")
                .path("success_rate_percent")
                .asDouble())
        .isEqualTo(100.0);
    awaited(commanded("{\"version\":\"1.0.6\"}"), "succeeded");
  }

  @Test
  void whatFailsSaysWhyAndWhatIsScheduledCanBeCancelled() {
    JsonNode failed = awaited(commanded("{\"version\":\"6.6.6\"}"), "failed");
    assertThat(failed.path("reason").asText()).isEqualTo("not_found");
    assertThat(failed.path("device").asText()).isEqualTo("unchanged");

    String later = commanded("{\"version\":\"1.0.6\",\"scheduled_time\":\"2199-01-01T00:00:00Z\"}");
    awaited(later, "scheduled");
    String cancel =
        api.post("/api/v1/devices/abc-123/cancel", "").json().path("cancel").path("id").asText();

    assertThat(awaited(later, "cancelled").path("reason").asText()).isEqualTo("cancelled");
    awaited(cancel, "succeeded");
    assertThat(target).hasContent("1.0.5");
  }

  private String commanded(String body) {
    return api.post("/v1/devices/abc-123/update-agent", body)
        .header("Location")
        .replaceFirst(".*/", "");
  }

  private JsonNode device() {
    return api.get("/api/v1/devices/abc-123").json();
  }

  private JsonNode awaited(String id, String state) {
    String path = "/api/v1/devices/abc-123/updates/" + id;
    await()
        .atMost(Bed.PATIENCE)
        .until(() -> api.get(path).json().path("state").asText(), state::equals);
    return api.get(path).json();
  }
}
