package ca.iotistic.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What devices have said is kept for some time, and what became of updates for ever. */
final class RetentionTest {
  @TempDir Path directory;

  @Test
  void oldStatusesAreDeletedAndDoNotComeBackByTheRetainedState() throws Exception {
    try (Bed bed = Bed.open(directory, "FLEET_KEEP_MESSAGES", "1s");
        Talker device = new Talker(bed.broker());
        Sql sql = bed.sql()) {
      Caller api = bed.caller();
      api.register("old", "rpi4", "[]");
      String kept = "SELECT count(*) FROM mqtt_messages";
      device.status("old", "u", "update_failed", "\"reason\":\"not_found\"", 7);
      String update = "/api/v1/devices/old/updates/u";
      await().atMost(Bed.PATIENCE).until(() -> api.get(update).status() == 200);

      await().atMost(Bed.PATIENCE).until(() -> sql.number(kept) == 0);
      device
          .wire()
          .publish(
              "agent/old/state",
              """
              {"online":true,"version":"1.0.5",
               "last":{"type":"update_failed","update_id":"u","sequence":7,"reason":"not_found"}}
              """,
              1,
              true);

      await()
          .atMost(Bed.PATIENCE)
          .until(() -> api.get("/api/v1/devices/old").json().path("online").asBoolean());
      assertThat(api.get(update).json().path("state").asText()).isEqualTo("failed");
      assertThat(sql.number(kept)).isZero();
      await()
          .atMost(Bed.PATIENCE)
          .until(
              () -> api.get("/metrics").text().contains("fleet_statuses_total{verdict=\"state\"}"));
    }
  }
}
