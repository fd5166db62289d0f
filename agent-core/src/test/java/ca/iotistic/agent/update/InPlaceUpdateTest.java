package ca.iotistic.agent.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.mqtt.LogLines;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A target that is not the agent: both halves run in it. */
final class InPlaceUpdateTest {
  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void lookAfterAnotherTarget() throws IOException {
    rig = new Rig(directory);
    rig.device.self = false;
  }

  @Test
  void replacesTheTargetAndLeavesOnlyHistory() throws Exception {
    UpdateEngine agent = rig.opened();

    agent.run(Rig.job("1.0.6"));

    assertThat(rig.device.running).isEqualTo("1.0.6");
    assertThat(rig.device.bootPolicy).isEqualTo("1.0.6");
    assertThat(rig.ear.outcome().succeeded()).isTrue();
    assertThat(rig.ear.outcome().downtime()).isEqualTo(Device.GAP);
    assertThat(agent.history()).containsExactly(rig.ear.outcome());
    assertThat(rig.journalGone()).isTrue();
    assertThat(agent.flight()).isEmpty();
    assertThat(rig.state.work(Rig.ID)).doesNotExist();
    assertThat(rig.device.count("handOver")).isZero();
  }

  @Test
  void tellsEachPhaseAndWhatItIsAbout() throws Exception {
    rig.opened().run(Rig.job("latest"));

    assertThat(rig.ear.heard)
        .containsExactly(
            "started 1.0.5 -> 1.0.6 by device",
            "PREPARING",
            "progress PREPARING 5/10",
            "PREPARED",
            "ACTIVATING",
            "VERIFYING",
            "COMMITTING",
            "ENDED");
  }

  @Test
  void preparesAgainRightBeforeTheSwitch() throws Exception {
    rig.opened().run(Rig.job("1.0.6"));

    assertThat(rig.device.verbs)
        .containsSubsequence("resolve", "prepare", "prepare", "activate", "health", "commit");
  }

  @Test
  void rollsBackWithTheLogOfWhatFailed() throws Exception {
    rig.device.health = new Health.Unhealthy(Reason.CRASHED, "exited with 1");

    rig.opened().run(Rig.job("1.0.6"));

    Outcome outcome = rig.ear.outcome();
    Failure failure = outcome.failure().orElseThrow();
    assertThat(failure.reason()).isEqualTo(Reason.CRASHED);
    assertThat(failure.phase()).isEqualTo(Phase.VERIFYING);
    assertThat(failure.logTail()).containsExactly("starting", "cannot open /dev/sensor");
    assertThat(outcome.rolledBack()).isTrue();
    assertThat(rig.device.running).isEqualTo("1.0.5");
    assertThat(rig.device.verbs).containsSubsequence("logTail", "rollBack");
    try (var records = Files.list(rig.state.flights())) {
      assertThat(records).hasSize(1);
    }
  }

  @Test
  void cleansUpWithoutARollBackWhenNothingWasTouched() throws Exception {
    rig.device.refuse("prepare", Reason.DIGEST_MISMATCH);

    rig.opened().run(Rig.job("1.0.6"));

    assertThat(rig.ear.outcome().failure().orElseThrow().reason())
        .isEqualTo(Reason.DIGEST_MISMATCH);
    assertThat(rig.ear.outcome().rolledBack()).isFalse();
    assertThat(rig.device.count("rollBack")).isEqualTo(1);
    assertThat(rig.device.count("logTail")).isZero();
  }

  @Test
  void endsAlthoughWhatWasLaidReadyCannotBeRemoved() throws Exception {
    rig.device.refuse("prepare", Reason.PLATFORM_DENIED);
    rig.device.refuse("rollBack", Reason.PLATFORM_DENIED);

    rig.opened().run(Rig.job("1.0.6"));

    assertThat(rig.ear.outcome().failure().orElseThrow().reason())
        .isEqualTo(Reason.PLATFORM_DENIED);
  }

  @Test
  void rollsBackUntilItHasWorked() throws Exception {
    rig.device.refuse("activate", Reason.START_FAILED);
    int[] left = {20};
    rig.device.trouble(
        "rollBack",
        () -> {
          if (left[0]-- > 0) {
            throw new IllegalStateException("the engine is busy");
          }
        });

    rig.opened().run(Rig.job("1.0.6"));

    assertThat(rig.device.count("rollBack")).isEqualTo(21);
    assertThat(rig.device.running).isEqualTo("1.0.5");
    assertThat(rig.ear.outcome().failure().orElseThrow().reason()).isEqualTo(Reason.START_FAILED);
  }

  @Test
  void triesACommitAgain() throws Exception {
    int[] left = {3};
    rig.device.trouble(
        "commit",
        () -> {
          if (left[0]-- > 0) {
            throw new IllegalStateException("not now");
          }
        });

    rig.opened().run(Rig.job("1.0.6"));

    assertThat(rig.ear.outcome().succeeded()).isTrue();
  }

  @Test
  void rollsBackWhatCannotBeCommitted() throws Exception {
    rig.device.refuse("commit", Reason.PLATFORM_DENIED);

    rig.opened().run(Rig.job("1.0.6"));

    assertThat(rig.ear.outcome().failure().orElseThrow().phase()).isEqualTo(Phase.COMMITTING);
    assertThat(rig.device.bootPolicy).isEqualTo("1.0.5");
  }

  @Test
  void rollsNothingBackAfterTheCommit() throws Exception {
    rig.device.trouble(
        "health",
        () -> {
          if (rig.device.count("commit") > 0) {
            throw new UpdateException(Reason.INTERNAL_ERROR, "the engine makes no sense");
          }
        });

    rig.opened().run(Rig.job("1.0.6"));

    assertThat(rig.ear.outcome().succeeded()).isTrue();
    assertThat(rig.ear.outcome().warning().orElseThrow()).contains("the engine makes no sense");
    assertThat(rig.device.count("rollBack")).isZero();
    assertThat(rig.device.running).isEqualTo("1.0.6");
  }

  @Test
  void leavesNoWorkBehindAlthoughThePlatformCannotBeTidied() throws Exception {
    rig.device.refuse("tidy", Reason.PLATFORM_DENIED);

    rig.opened().run(Rig.job("1.0.6"));

    assertThat(rig.state.work(Rig.ID)).doesNotExist();
    assertThat(rig.opened().reconcile()).isEqualTo(Standing.IN_CHARGE);
  }

  @Test
  void saysOnceWhatCannotBePutInOrder() throws Exception {
    rig.device.refuse("tidy", Reason.PLATFORM_DENIED);
    UpdateEngine agent = rig.opened();

    try (LogLines log = LogLines.ofThisThread("ca.iotistic.agent.update")) {
      agent.run(Rig.job("1.0.6"));
      agent.reconcile();
      agent.reconcile();

      assertThat(log.lines()).filteredOn(line -> line.contains("is left over")).hasSize(1);
    }
    assertThat(rig.device.count("tidy")).isGreaterThan(1);
  }

  @Test
  void tellsNoPhaseOfWhatNeverBegan() throws Exception {
    rig.device.refuse("resolve", Reason.NOT_FOUND);

    rig.opened().run(Rig.job("1.0.6"));

    assertThat(rig.ear.heard).isEmpty();
  }

  @Test
  void warnsOfWhatTheStrategyLeavesToAPerson() throws Exception {
    rig.device.prepared.put("warning", "compose.yaml still names 1.0.5");

    rig.opened().run(Rig.job("1.0.6"));

    assertThat(rig.ear.outcome().warning()).contains("compose.yaml still names 1.0.5");
  }

  @Test
  void waitsForAPlatformThatDoesNotAnswer() throws Exception {
    int[] left = {40};
    rig.device.trouble(
        "activate",
        () -> {
          if (left[0]-- > 0) {
            throw new ca.iotistic.agent.spi.UpdateException(
                Reason.PLATFORM_UNAVAILABLE, "no answer");
          }
        });

    rig.opened().run(Rig.job("1.0.6"));

    assertThat(rig.ear.outcome().succeeded()).isTrue();
  }

  @Test
  void turnsADryRunBackBeforeTheSwitch() throws Exception {
    Job dry =
        new Job(
            Rig.ID,
            ca.iotistic.agent.spi.Request.of("1.0.6"),
            Optional.empty(),
            false,
            true,
            Optional.empty(),
            Optional.empty());

    rig.opened().run(dry);

    assertThat(rig.ear.outcome().dryRun()).isTrue();
    assertThat(rig.ear.outcome().failure()).isEmpty();
    assertThat(rig.ear.outcome().rolledBack()).isFalse();
    assertThat(rig.device.count("activate")).isZero();
    assertThat(rig.device.count("rollBack")).isEqualTo(1);
  }

  @Test
  void takesNoSecondUpdateWhileOneIsInFlight() throws Exception {
    rig.ear.deaf = 1;
    UpdateEngine agent = rig.opened();
    rig.acts.dieAt("after write journal.json");
    assertThatThrownBy(() -> agent.run(Rig.job("1.0.6"))).isInstanceOf(Acts.Death.class);
    rig.acts.dieAt("");

    UpdateEngine next = rig.opened();
    Job other = Job.of("update-2", ca.iotistic.agent.spi.Request.of("1.0.7"));
    assertThatThrownBy(() -> next.run(other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(Rig.ID);
  }

  @Test
  void tellsTheEndAgainUntilItWasHeard() throws Exception {
    rig.ear.deaf = 2;
    UpdateEngine agent = rig.opened();

    assertThatThrownBy(() -> agent.run(Rig.job("1.0.6"))).isInstanceOf(IOException.class);
    assertThatThrownBy(agent::reconcile).isInstanceOf(IOException.class);
    assertThat(rig.journalGone()).isFalse();
    assertThat(agent.reconcile()).isEqualTo(Standing.IN_CHARGE);

    assertThat(rig.ear.outcome().succeeded()).isTrue();
    assertThat(agent.history()).hasSize(1);
    assertThat(rig.journalGone()).isTrue();
  }

  @Test
  void doesNotRunAnUpdateTwice() throws Exception {
    UpdateEngine agent = rig.opened();
    agent.run(Rig.job("1.0.6"));
    agent.run(Rig.job("1.0.6"));

    assertThat(rig.device.count("activate")).isEqualTo(1);
    assertThat(rig.ear.outcomes).hasSize(2).containsOnly(agent.history().get(0));
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"ENDED", "ROLLING_BACK"},
      mode = EnumSource.Mode.EXCLUDE)
  void goesOnAfterACrashInAnyPhase(Phase phase) throws Exception {
    crashIn(phase, 1);

    UpdateEngine next = rig.opened();
    assertThat(next.reconcile()).isEqualTo(Standing.IN_CHARGE);

    assertThat(rig.ear.outcome().succeeded()).isTrue();
    assertThat(rig.device.running).isEqualTo("1.0.6");
    assertThat(rig.device.bootPolicy).isEqualTo("1.0.6");
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"ENDED", "ROLLING_BACK"},
      mode = EnumSource.Mode.EXCLUDE)
  void turnsBackAfterTooManyCrashesInAPhase(Phase phase) throws Exception {
    crashIn(phase, 4);

    rig.opened().reconcile();

    assertThat(rig.ear.outcome().failure().orElseThrow().reason()).isEqualTo(Reason.BOOT_LIMIT);
    assertThat(rig.device.running).isEqualTo("1.0.5");
  }

  @Test
  void rollsBackAgainAfterACrashHoweverOften() throws Exception {
    rig.device.refuse("activate", Reason.START_FAILED);
    rig.device.trouble("rollBack", InPlaceUpdateTest::die);
    assertThatThrownBy(() -> rig.opened().run(Rig.job("1.0.6"))).isInstanceOf(Acts.Death.class);
    long generation = rig.entry().position().generation();
    for (int boot = 0; boot < 10; boot++) {
      UpdateEngine next = rig.opened();
      assertThatThrownBy(next::reconcile).isInstanceOf(Acts.Death.class);
    }
    assertThat(rig.entry().position().generation()).isEqualTo(generation);

    rig.device.works("rollBack");
    rig.opened().reconcile();

    assertThat(rig.ear.outcome().rolledBack()).isTrue();
  }

  @Test
  void resolvesLatestOnlyOnce() throws Exception {
    crashIn(Phase.PREPARING, 1);
    rig.device.latest = "1.0.7";
    rig.device.health = new Health.Healthy("run-1", "1.0.6");

    rig.opened().reconcile();

    assertThat(rig.device.running).isEqualTo("1.0.6");
    assertThat(rig.device.count("resolve")).isEqualTo(1);
  }

  @Test
  void writesOneHistoryLineWhereverTheEndIsCutOff() throws Exception {
    List<String> ends =
        List.of(
            "before append history.jsonl",
            "after append history.jsonl",
            "before delete journal.json",
            "after delete journal.json");
    for (String end : ends) {
      Rig fresh = new Rig(directory.resolve(end.replace(' ', '-')));
      fresh.device.self = false;
      fresh.acts.dieAt(end);
      UpdateEngine agent = fresh.opened();
      assertThatThrownBy(() -> agent.run(Rig.job("1.0.6"))).isInstanceOf(Acts.Death.class);
      fresh.acts.dieAt("");

      UpdateEngine next = fresh.opened();
      next.reconcile();

      assertThat(next.history()).as(end).hasSize(1);
      assertThat(fresh.ear.outcomes).as(end).isNotEmpty().containsOnly(next.history().get(0));
      assertThat(fresh.journalGone()).isTrue();
    }
  }

  @Test
  void takesALongWaitForItsHourAsNoFailure() throws Exception {
    rig.gate = job -> rig.clock.sleep(Duration.ofDays(3));

    rig.opened().run(Rig.job("1.0.6"));

    assertThat(rig.ear.outcome().succeeded()).isTrue();
    assertThat(rig.ear.outcome().took()).isGreaterThan(Duration.ofDays(3));
  }

  private void crashIn(Phase phase, int times) throws Exception {
    String verb =
        switch (phase) {
          case RESOLVING -> "resolve";
          case PREPARING -> "prepare";
          case ACTIVATING -> "activate";
          case VERIFYING -> "health";
          case COMMITTING -> "commit";
          case PREPARED, ROLLING_BACK, ENDED -> "";
        };
    rig.device.trouble(verb, InPlaceUpdateTest::die);
    rig.gate =
        job -> {
          if (phase == Phase.PREPARED) {
            die();
          }
        };
    assertThatThrownBy(() -> rig.opened().run(Rig.job("latest"))).isInstanceOf(Acts.Death.class);
    for (int boot = 1; boot < times; boot++) {
      UpdateEngine next = rig.opened();
      assertThatThrownBy(next::reconcile).isInstanceOf(Acts.Death.class);
    }
    assertThat(rig.entry().phase()).isEqualTo(phase);
    rig.device.works(verb);
    rig.gate = Gate.OPEN;
  }

  private static void die() {
    throw new Acts.Death("in a verb");
  }
}
