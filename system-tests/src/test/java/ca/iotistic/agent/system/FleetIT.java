package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A fleet of two, a real agent in a container and a real service, seen from the cloud side. */
class FleetIT {
  @RegisterExtension final Scene container = Scene.shared();
  @RegisterExtension final SystemdScene service = new SystemdScene();

  @Test
  void containerAndServiceAreUpdatedByTheApiWithEachStatusInTheirHistory() throws Exception {
    int broker = container.brokerPort();
    String docker = container.device().name();
    String systemd = service.machine().name();
    container.publish("1.0.6");
    service.publish("1.0.6");
    try (FleetApi api = FleetApi.start(container.directory(), broker);
        Statuses heard = Statuses.of("tcp://127.0.0.1:" + broker, "agent/" + systemd)) {
      api.register(docker, "docker-host");
      api.register(systemd, "systemd-host");
      service.startOn(broker, "1.0.5");
      container.start("1.0.5", container.options());
      api.awaitOnline(docker, "1.0.5");
      api.awaitOnline(systemd, "1.0.5");

      String first = api.update(docker, "1.0.6");
      String second = api.update(systemd, "1.0.6");

      assertHistory(api, first, "docker", container.cloud());
      assertHistory(api, second, "systemd", heard);
      container.device().awaitAgent("1.0.6");
      service.machine().awaitAgent("1.0.6");
      api.awaitOnline(docker, "1.0.6");
      api.awaitOnline(systemd, "1.0.6");

      JsonNode statistics = api.get("/api/v1/statistics?by=type");
      assertThat(statistics.at("/total/ended").asInt()).isEqualTo(2);
      assertThat(statistics.at("/total/success_rate_percent").asDouble()).isEqualTo(100);
      assertThat(statistics.path("groups").findValuesAsText("key"))
          .containsExactly("docker-host", "systemd-host");
      assertThat(statistics.path("groups").findValuesAsText("success_rate_percent"))
          .allSatisfy(rate -> assertThat(Double.parseDouble(rate)).isEqualTo(100));
    }
  }

  /** The cloud side has what a listener at the broker has: all of it, in the device's order. */
  private static void assertHistory(FleetApi api, String location, String type, Statuses heard) {
    JsonNode update = api.awaitEnd(location);
    String id = update.path("id").asText();
    heard.awaitTerminal(id);

    assertThat(update.path("state").asText()).as("%s", update).isEqualTo("succeeded");
    assertThat(update.path("deployment_type").asText()).isEqualTo(type);
    assertThat(update.path("previous_version").asText()).isEqualTo("1.0.5");
    assertThat(update.path("current_version").asText()).isEqualTo("1.0.6");
    assertThat(update.path("downtime_ms").isNumber()).isTrue();
    assertThat(heard.of(id))
        .extracting(status -> status.path("type").asText())
        .startsWith("update_command_received", "update_started")
        .contains("update_progress")
        .endsWith("update_succeeded");
    // The end is in the device's state too, and may come that way before the last statuses do.
    Awaitility.await("every status of " + id)
        .atMost(Statuses.LIMIT)
        .untilAsserted(() -> assertThat(statuses(api.get(location))).isEqualTo(heard.of(id)));

    String list = location.substring(0, location.lastIndexOf('/'));
    assertThat(api.get(list).path("updates").findValuesAsText("id")).containsExactly(id);
  }

  private static List<JsonNode> statuses(JsonNode update) {
    return StreamSupport.stream(update.path("statuses").spliterator(), false)
        .map(status -> status.path("payload"))
        .toList();
  }
}
