package ca.iotistic.agent.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Release;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LookingCommandsTest {
  private static final String WELL =
      """
      {"id":"u-1","updater":"docker","from":"1.0.5","to":"1.0.6","digest":"sha256:aa","failure":null,\
      "rolled_back":false,"dry_run":false,"started_at":"2026-11-24T23:57:41Z","took_ms":42000,"downtime_ms":3000}
      """;
  private static final String BAD =
      """
      {"id":"u-2","updater":"docker","from":"1.0.6","to":"1.0.7","digest":"sha256:bb","failure":\
      {"reason":"crashed","error":"it ended at once","phase":"VERIFYING","log_tail":["boom"]},\
      "rolled_back":true,"dry_run":false,"started_at":"2026-11-25T23:57:41Z","took_ms":9000,"downtime_ms":3000}
      """;

  @TempDir Path folder;
  private Workbench bench;

  @BeforeEach
  void make() throws IOException {
    bench = new Workbench(folder);
  }

  @AfterEach
  void close() throws IOException {
    bench.close();
  }

  @Test
  void statusOfAFreshDevice() {
    assertThat(bench.run("status")).isZero();
    assertThat(bench.out()).contains("none runs, and none has run here yet");
  }

  @Test
  void statusTellsWhatIsGoingOn() throws IOException {
    bench.agentRuns();
    bench.local(
        """
        {"online":true,"version":"1.0.5","deployment_type":"docker","zone":"UTC","update":null,
        "scheduled":{"update_id":"u-3","version":"1.0.7","scheduled_time":"2026-12-01T02:00:00Z"},
        "waiting":{"for":"window","since":"2026-11-24T23:57:41Z","until":"2026-12-01T02:00:00Z"},
        "last":{"type":"update_failed","update_id":"u-2","timestamp":1699564800000,
        "reason":"unhealthy","error":"it does not answer","device":"rolled_back"}}
        """);
    bench.journal("u-4", "VERIFYING", "SWITCHER");
    assertThat(bench.run("status")).isZero();
    assertThat(bench.out())
        .contains(
            "1.0.5 runs (docker)",
            "1.0.5 to 1.0.6, verifying, begun ",
            "1.0.7 at ",
            "for the update window, until ",
            "The update failed (unhealthy): it does not answer",
            "u-2");
  }

  @Test
  void statusInJsonIsTheStateOfTheDevice() throws IOException {
    bench.local(
        "{\"version\":\"1.0.5\",\"update\":{\"update_id\":\"cloud-1\",\"phase\":\"preparing\"}}");
    bench.journal("u-4", "ROLLING_BACK", "SWITCHER");
    assertThat(bench.run("status", "--json")).isZero();
    JsonNode state = Workbench.JSON.readTree(bench.out());
    assertThat(state.get("running").asBoolean()).isFalse();
    assertThat(state.get("update").get("update_id").asText()).isEqualTo("cloud-1");
    assertThat(state.get("update").get("phase").asText()).isEqualTo("rolling_back");
  }

  @Test
  void aMistakeInTheConfigurationKeepsNobodyFromLooking() {
    bench.environment.put("IOTISTIC_BACKUPS", "none");
    assertThat(bench.run("status")).isZero();
    assertThat(bench.err()).contains("The configuration has a mistake; `iotistic-agent doctor`");
  }

  @Test
  void historyListsAndShows() throws IOException {
    Files.writeString(bench.state.history(), WELL + BAD);
    Files.writeString(bench.state.flights().resolve("20261125-235741-u-2.json"), "{}");
    assertThat(bench.run("history")).isZero();
    assertThat(bench.out())
        .containsPattern("u-1 +1\\.0\\.5 +1\\.0\\.6 +42 s +well")
        .containsPattern("u-2 +1\\.0\\.6 +1\\.0\\.7 +9\\.0 s +crashed, rolled back");
    assertThat(bench.run("history", "u-2")).isZero();
    assertThat(bench.out())
        .contains(
            "The update failed (crashed): it ended at once",
            "1.0.6 is in charge again.",
            "  | boom",
            "20261125-235741-u-2.json");
  }

  @Test
  void historyFindsAnUpdateByTheIdThatItsCommandHad() throws IOException {
    Files.writeString(bench.state.history(), WELL + BAD);
    Files.writeString(
        bench.state.root().resolve("commands.json"),
        "{\"commands\":[{\"update_id\":\"cli-7\",\"job_id\":\"u-2\"}]}");

    assertThat(bench.run("history", "cli-7")).isZero();
    assertThat(bench.run("history", "u-2")).isZero();
    assertThat(bench.run("history")).isZero();

    assertThat(bench.out()).contains("it ended at once").containsPattern("cli-7 +1\\.0\\.6");
  }

  @Test
  void historyInJson() throws IOException {
    Files.writeString(bench.state.history(), WELL + BAD);
    assertThat(bench.run("history", "-n", "1", "--json")).isZero();
    assertThat(Workbench.JSON.readTree(bench.out()))
        .singleElement()
        .isEqualTo(Workbench.JSON.readTree(BAD));
  }

  @Test
  void historyOfNothing() {
    assertThat(bench.run("history")).isZero();
    assertThat(bench.out()).contains("No update has ended on this device yet.");
    assertThat(bench.run("history", "u-9")).isEqualTo(Exit.FAILED);
    assertThat(bench.err()).contains("No update u-9 has ended here.");
  }

  @Test
  void backupsAreListed() throws IOException {
    bench.backups.add(
        new Backup(
            "agent-backup-20261124-235741",
            new Release("1.0.5", "sha256:aa", 0, Map.of()),
            "sha256:aa",
            Instant.parse("2026-11-24T23:57:41Z"),
            false));
    assertThat(bench.run("backups")).isZero();
    assertThat(bench.out())
        .containsPattern("agent-backup-20261124-235741 +1\\.0\\.5 .*cannot be started");
    Workbench other = new Workbench(folder);
    other.backups.addAll(bench.backups);
    assertThat(other.run("backups", "--json")).isZero();
    assertThat(Workbench.JSON.readTree(other.out()).get(0).get("usable").asBoolean()).isFalse();
    assertThat(bench.happened).containsExactly("inspected");
  }
}
