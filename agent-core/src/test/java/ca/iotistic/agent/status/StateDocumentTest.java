package ca.iotistic.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StateDocumentTest {
  private static final Instant NOW = Instant.parse("2026-11-10T02:00:00Z");

  @Test
  void saysAllThatACloudSideNeedsToKnow() {
    StateDocument state =
        new StateDocument(
            true,
            "1.0.5",
            "docker",
            "Europe/Berlin",
            Optional.of(new StateDocument.InFlight("u-2", "1.0.5", "1.0.6", "preparing", NOW)),
            Optional.of(new StateDocument.Planned("u-3", "1.0.7", NOW)),
            Optional.of(new StateDocument.Waiting("window", NOW, NOW.plusSeconds(60), "")),
            Optional.of("{\"type\":\"update_skipped\"}".getBytes(StandardCharsets.UTF_8)));

    assertThat(json(state))
        .isEqualTo(
            "{'online':true,'version':'1.0.5','deployment_type':'docker','zone':'Europe/Berlin',"
                + "'update':{'update_id':'u-2','current_version':'1.0.5','target_version':'1.0.6',"
                + "'phase':'preparing','started_at':'2026-11-10T02:00:00Z'},"
                + "'scheduled':{'update_id':'u-3','version':'1.0.7',"
                + "'scheduled_time':'2026-11-10T02:00:00Z'},"
                + "'waiting':{'for':'window','since':'2026-11-10T02:00:00Z',"
                + "'until':'2026-11-10T02:01:00Z'},"
                + "'last':{'type':'update_skipped'}}");
  }

  @Test
  void saysNullWhereThereIsNothing() {
    StateDocument state =
        new StateDocument(
            true,
            "1.0.5",
            "docker",
            "UTC",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThat(json(state.offline()))
        .isEqualTo(
            "{'online':false,'version':'1.0.5','deployment_type':'docker','zone':'UTC',"
                + "'update':null,'scheduled':null,'waiting':null,'last':null}");
  }

  @Test
  void tellsOnTheDeviceHowFarAFetchIs() {
    StateDocument state =
        new StateDocument(
            true,
            "1.0.5",
            "docker",
            "UTC",
            Optional.of(new StateDocument.InFlight("u-2", "1.0.5", "1.0.6", "preparing", NOW)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    assertThat(here(state, new StateDocument.Bytes(3, 9))).contains("'bytes':3,'total_bytes':9}");
    assertThat(here(state, new StateDocument.Bytes(3, -1))).contains("'bytes':3}");
    assertThat(json(state)).doesNotContain("bytes");
  }

  private static String here(StateDocument state, StateDocument.Bytes bytes) {
    return new String(state.toJson(Optional.of(bytes)), StandardCharsets.UTF_8).replace('"', '\'');
  }

  private static String json(StateDocument state) {
    return new String(state.toJson(), StandardCharsets.UTF_8).replace('"', '\'');
  }
}
