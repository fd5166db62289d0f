package ca.iotistic.agent.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UpdateCommandTest {
  @TempDir Path folder;
  private Workbench bench;
  private final AtomicReference<JsonNode> taken = new AtomicReference<>();

  @BeforeEach
  void make() throws IOException {
    bench = new Workbench(folder).agentRuns();
  }

  @AfterEach
  void close() throws IOException {
    bench.close();
  }

  @Test
  void asksTheRunningAgentAndTellsTheStory() throws IOException {
    bench
        .then(this::take)
        .then(() -> bench.journal(id(), "RESOLVING", "AGENT"))
        .then(() -> bench.journal(id(), "PREPARING", "AGENT"))
        .then(() -> bench.journal(id(), "PREPARED", "SWITCHER"))
        .then(() -> bench.journal(id(), "ACTIVATING", "SWITCHER"))
        .then(() -> bench.journal(id(), "ACTIVATING", "SWITCHER"))
        .then(() -> bench.journal(id(), "VERIFYING", "SWITCHER"))
        .then(() -> bench.journal(id(), "COMMITTING", "SWITCHER"))
        .then(() -> bench.journal(id(), "ENDED", "AGENT"))
        .then(
            () ->
                bench.last(
                    id(),
                    "\"type\":\"update_succeeded\",\"current_version\":\"1.0.6\",\"previous_version\":"
                        + "\"1.0.5\",\"duration_ms\":42000,\"downtime_ms\":3100,\"device\":\"updated\""));
    assertThat(bench.run("update", "1.0.6")).isZero();
    assertThat(bench.out().lines().map(line -> line.replaceAll("history cli.*", "history ID")))
        .containsExactly(
            "Looking for 1.0.6",
            "Fetching and checking 1.0.6, and proving the way back",
            "Ready to switch from 1.0.5 to 1.0.6",
            "Switching from 1.0.5 to 1.0.6",
            "From here on the switcher is in charge. If this session ends, as it does inside the"
                + " container that is replaced, the update goes on; see `iotistic-agent history ID",
            "Watching whether 1.0.6 works",
            "Making 1.0.6 the one that starts at boot",
            "Updated from 1.0.5 to 1.0.6 in 42 s; no agent ran for 3.1 s.");
    assertThat(bench.happened).isEmpty();
    assertThat(taken().get("action").asText()).isEqualTo("update");
    assertThat(taken().get("version").asText()).isEqualTo("1.0.6");
    assertThat(taken().get("timestamp").asLong()).isEqualTo(bench.now().toEpochMilli());
    assertThat(taken().has("force")).isFalse();
    assertThat(id()).matches("cli-20261124-235741-[0-9a-f]{6}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      value = {
        "0 | \"type\":\"update_skipped\",\"reason\":\"already_current\",\"current_version\":\"1.0.6\" | 1.0.6 is installed already",
        "1 | \"type\":\"update_skipped\",\"reason\":\"known_bad\",\"current_version\":\"1.0.5\" | --force tries it all the same",
        "1 | \"type\":\"update_cancelled\",\"reason\":\"superseded\" | a later command",
        "3 | \"type\":\"update_rejected\",\"reason\":\"invalid_version\",\"error\":\"1.x is none\" | Rejected (invalid_version): 1.x is none",
        "1 | \"type\":\"update_failed\",\"reason\":\"unhealthy\",\"error\":\"bad\",\"device\":\"rolled_back\",\"current_version\":\"1.0.5\" | 1.0.5 is in charge again.",
        "1 | \"type\":\"update_failed\",\"reason\":\"not_found\",\"error\":\"none\",\"device\":\"unchanged\",\"current_version\":\"1.0.5\" | The update failed (not_found): none",
        "4 | \"type\":\"update_failed\",\"reason\":\"state_lost\",\"error\":\"x\",\"device\":\"needs_person\" | Somebody has to look at this device:",
        "1 | \"type\":\"update_failed\",\"reason\":\"crashed\",\"error\":\"x\",\"device\":\"rolled_back\",\"log_tail\":\"one\\ntwo\" | The last that the new version said:",
      })
  void endsWithTheOutcome(int exit, String status, String expected) {
    bench.then(this::take).then(() -> bench.last(id(), status));
    assertThat(bench.run("update", "1.0.6")).isEqualTo(exit);
    assertThat(bench.out()).contains(expected.strip());
  }

  @Test
  void tellsWhyItGoesBack() throws IOException {
    bench
        .then(this::take)
        .then(() -> bench.journal(id(), "ROLLING_BACK", "SWITCHER"))
        .then(() -> bench.last(id(), "\"type\":\"update_cancelled\",\"reason\":\"cancelled\""));
    assertThat(bench.run("update", "1.0.6")).isEqualTo(Exit.FAILED);
    assertThat(bench.out()).contains("Going back to 1.0.5: it does not answer");
  }

  @Test
  void aDryRunIsReadFromTheHistory() throws IOException {
    bench
        .then(this::take)
        .then(
            () ->
                Files.writeString(
                    bench.state.history(),
                    "torn {\n{\"id\":\"%s\",\"from\":\"1.0.5\",\"to\":\"1.0.6\",\"digest\":\"sha256:aa\",\"failure\":null,\"dry_run\":true}\n"
                        .formatted(id())));
    assertThat(bench.run("update", "1.0.6", "--dry-run", "--force")).isZero();
    assertThat(bench.out()).contains("Dry run: 1.0.5 can be updated to 1.0.6.", "sha256:aa");
    assertThat(taken().get("dry_run").asBoolean()).isTrue();
    assertThat(taken().get("force").asBoolean()).isTrue();
  }

  @Test
  void aScheduledOneIsLeftToTheAgent() throws IOException {
    bench
        .then(this::take)
        .then(
            () ->
                bench.local(
                    "{\"scheduled\":{\"update_id\":\"%s\",\"scheduled_time\":\"2026-12-01T02:00:00Z\"}}"
                        .formatted(id())));
    assertThat(bench.run("update", "--at", "2026-12-01T03:00:00+01:00")).isZero();
    assertThat(bench.out()).contains("Scheduled for ", "`iotistic-agent cancel` drops it");
    assertThat(taken().get("scheduled_time").asText()).isEqualTo("2026-12-01T02:00:00Z");
    assertThat(taken().has("version")).isFalse();
  }

  @Test
  void tellsWhatHoldsBackWhatIsReady() throws IOException {
    bench
        .then(this::take)
        .then(
            () ->
                bench.local(
                    "{\"update\":{\"update_id\":\"%s\"},\"waiting\":{\"for\":\"veto\",\"until\":\"2026-12-01T02:00:00Z\"}}"
                        .formatted(id())))
        .then(() -> bench.journal(id(), "PREPARED", "AGENT"))
        .then(() -> {})
        .then(() -> bench.last(id(), "\"type\":\"update_cancelled\",\"reason\":\"cancelled\""));
    assertThat(bench.run("update", "1.0.6")).isEqualTo(Exit.FAILED);
    assertThat(bench.out().substring(bench.out().indexOf("Ready to switch")))
        .containsOnlyOnce("Waiting for a hook that says not now, until ");
  }

  @Test
  void aRequestThatNobodyTakesIsWithdrawn() {
    assertThat(bench.run("update", "1.0.6")).isEqualTo(Exit.FAILED);
    assertThat(bench.out()).contains("does not take the request, so it is withdrawn");
    assertThat(folder.resolve("inbox")).isEmptyDirectory();
  }

  @Test
  void waitsAsLongAsAnotherUpdateIsInFlight() throws IOException {
    bench.journal("other", "VERIFYING", "SWITCHER");
    for (int look = 0; look < 2000; look++) {
      bench.then(() -> {});
    }
    bench
        .then(this::take)
        .then(() -> bench.last(id(), "\"type\":\"update_skipped\",\"reason\":\"already_current\""));
    assertThat(bench.run("update", "1.0.6")).isZero();
    assertThat(bench.out()).containsOnlyOnce("Another update is in flight");
  }

  @Test
  void aLostRequestNeedsAPerson() {
    bench.then(this::take);
    assertThat(bench.run("update", "1.0.6")).isEqualTo(Exit.NEEDS_PERSON);
    assertThat(bench.out()).contains("nothing is seen of it");
  }

  @Test
  void anEndThatNoAgentTellsNeedsAPerson() throws IOException {
    bench.then(this::take).then(() -> bench.journal(id(), "ENDED", "AGENT"));
    assertThat(bench.run("update", "1.0.6")).isEqualTo(Exit.NEEDS_PERSON);
    assertThat(bench.out()).contains("no agent has come back");
  }

  @Test
  void withoutAnAgentItDoesThePartItselfAndLetsGoAtTheHandOver() throws IOException {
    bench.close();
    bench.environment.put("IOTISTIC_DEVICE", "abc-123");
    bench
        .then(this::take)
        .then(() -> bench.journal(id(), "PREPARED", "SWITCHER"))
        .then(() -> bench.happened.add("looked"))
        .then(() -> bench.journal(id(), "ACTIVATING", "SWITCHER"))
        .then(() -> bench.happened.add("looked again"))
        .then(
            () -> bench.last(id(), "\"type\":\"update_succeeded\",\"current_version\":\"1.0.6\""));
    assertThat(bench.run("update", "1.0.6")).isZero();
    assertThat(bench.happened)
        .containsExactly("made offline", "started", "looked", "closed", "looked again");
    assertThat(bench.out()).startsWith("No agent runs on this device");
  }

  @Test
  void withoutAnAgentAScheduleNeedsOneAtItsTime() throws IOException {
    bench.close();
    bench.environment.put("IOTISTIC_DEVICE", "abc-123");
    bench
        .then(this::take)
        .then(
            () ->
                bench.local(
                    "{\"scheduled\":{\"update_id\":\"%s\",\"scheduled_time\":\"2026-12-01T02:00:00Z\"}}"
                        .formatted(id())));
    assertThat(bench.run("update", "--at", "02:00")).isZero();
    assertThat(bench.out()).contains("Scheduled for ", "it happens only if one runs at that time");
  }

  @Test
  void aTimeOfDayIsOneInTheZoneOfTheSchedule() throws IOException {
    bench.environment.put("IOTISTIC_SCHEDULE_ZONE", "Asia/Tokyo");
    bench
        .then(this::take)
        .then(() -> bench.local("{\"scheduled\":{\"update_id\":\"%s\"}}".formatted(id())));
    assertThat(bench.run("update", "--at", "02:00")).isZero();
    assertThat(taken().get("scheduled_time").asText()).isEqualTo("2026-11-25T17:00:00Z");
  }

  @Test
  void aRollbackLooksForABackup() throws IOException {
    bench
        .then(this::take)
        .then(() -> bench.journal(id(), "RESOLVING", "AGENT"))
        .then(
            () -> bench.last(id(), "\"type\":\"update_succeeded\",\"current_version\":\"1.0.4\""));
    assertThat(bench.run("rollback")).isZero();
    assertThat(bench.out()).contains("Looking for the newest backup").doesNotContain("1.0.6");
  }

  @Test
  void withoutAnAgentItNeedsToKnowTheDevice() throws IOException {
    bench.close();
    assertThat(bench.run("update", "1.0.6")).isEqualTo(Exit.USAGE);
    assertThat(bench.err()).contains("device is missing");
  }

  @Test
  void interruptedItSaysThatTheUpdateGoesOn() throws IOException {
    AtomicReference<Integer> code = new AtomicReference<>(-1);
    bench.ending =
        lastWord -> {
          bench
              .then(() -> code.set(lastWord.getAsInt()))
              .then(this::take)
              .then(
                  () -> bench.last(id(), "\"type\":\"update_cancelled\",\"reason\":\"cancelled\""));
          return () -> {};
        };
    bench.run("update");
    assertThat(code.get()).isEqualTo(Exit.INTERRUPTED);
    assertThat(bench.out()).contains("the agent goes on with it");
  }

  @Test
  void drawsABarOnATerminalOnly() throws IOException {
    bench.terminal = true;
    bench
        .then(this::take)
        .then(() -> bench.journal(id(), "PREPARING", "AGENT"))
        .then(
            () ->
                bench.local(
                    "{\"update\":{\"update_id\":\"%s\",\"bytes\":5242880,\"total_bytes\":10485760}}"
                        .formatted(id())))
        .then(() -> bench.last(id(), "\"type\":\"update_skipped\",\"reason\":\"already_current\""));
    assertThat(bench.run("update")).isZero();
    assertThat(bench.out())
        .contains("[###############---------------]  50%  5.0 MiB of 10.0 MiB")
        .doesNotContain("\u001b[32m");
  }

  @Test
  void coloursOnlyWhereTheyAreWanted() throws IOException {
    bench.colour = true;
    bench
        .then(this::take)
        .then(() -> bench.last(id(), "\"type\":\"update_skipped\",\"reason\":\"already_current\""));
    bench.run("update");
    assertThat(bench.out()).contains("\u001b[32m");
  }

  @Test
  void cancelIsDoneWhenTheUpdateIsCancelled() throws IOException {
    bench
        .then(this::take)
        .then(() -> bench.last(id(), "\"type\":\"update_cancelled\",\"reason\":\"cancelled\""));
    assertThat(bench.run("cancel")).isZero();
    assertThat(bench.out()).contains("The update is cancelled; the device is as it was.");
    assertThat(taken().get("action").asText()).isEqualTo("cancel");
  }

  @Test
  void cancelDoesNotTellWhatTheOtherOneWaitsFor() throws IOException {
    bench
        .then(this::take)
        .then(
            () ->
                bench.local(
                    "{\"scheduled\":{\"update_id\":\"other\"},\"waiting\":{\"for\":\"schedule\"}}"))
        .then(() -> bench.last(id(), "\"type\":\"update_cancelled\",\"reason\":\"cancelled\""));
    assertThat(bench.run("cancel")).isZero();
    assertThat(bench.out()).doesNotContain("Waiting");
  }

  @Test
  void cancelWithNothingToCancelSaysSo() throws IOException {
    bench
        .then(this::take)
        .then(
            () -> bench.last(id(), "\"type\":\"update_skipped\",\"reason\":\"nothing_to_cancel\""));
    assertThat(bench.run("cancel")).isZero();
    assertThat(bench.out()).contains("There is no update to cancel:");
  }

  @Test
  void cancelThatComesTooLateHasNotWorked() throws IOException {
    bench
        .then(this::take)
        .then(() -> bench.last(id(), "\"type\":\"update_skipped\",\"reason\":\"too_late\""));
    assertThat(bench.run("cancel")).isEqualTo(Exit.FAILED);
    assertThat(bench.out()).contains("Too late to cancel:");
  }

  @Test
  void rollbackNamesItsBackup() throws IOException {
    bench
        .then(this::take)
        .then(
            () ->
                bench.last(
                    id(), "\"type\":\"update_skipped\",\"reason\":\"nothing_to_roll_back\""));
    assertThat(bench.run("rollback", "agent-backup-20261101-000000")).isEqualTo(Exit.FAILED);
    assertThat(taken().get("action").asText()).isEqualTo("rollback");
    assertThat(taken().get("backup").asText()).isEqualTo("agent-backup-20261101-000000");
  }

  private void take() throws IOException {
    taken.set(bench.take());
  }

  private String id() {
    return taken().get("id").asText();
  }

  private JsonNode taken() {
    return Objects.requireNonNull(taken.get(), "nothing was taken");
  }
}
