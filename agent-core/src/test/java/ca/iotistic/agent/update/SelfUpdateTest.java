package ca.iotistic.agent.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent updates itself: the hand-over, the switcher, and what agents do meanwhile. */
@Timeout(120)
final class SelfUpdateTest {
  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void begin() throws IOException {
    rig = new Rig(directory);
  }

  @Test
  void handsOverAndLeavesTheRestToTheSwitcher() throws Exception {
    UpdateEngine old = handedOver();

    assertThat(rig.entry().owner()).isEqualTo(Owner.SWITCHER);
    assertThat(rig.device.count("activate")).isZero();
    assertThat(old.flight().orElseThrow().handedOver()).isTrue();
    assertThat(old.cancel(Rig.ID, Reason.CANCELLED)).isFalse();
    assertThat(old.reconcile()).isEqualTo(Standing.ASIDE);
  }

  @Test
  void tellsTheSwitcherEverything() throws Exception {
    handedOver();

    List<String> line = rig.device.line;
    assertThat(line).startsWith("java", "SwitcherMain", "--state", rig.state.root().toString());
    SwitcherArguments told = SwitcherArguments.parse(line);
    assertThat(told.marker()).isEqualTo(rig.state.marker().orElseThrow());
    assertThat(told.entry().id()).isEqualTo(Rig.ID);
    assertThat(told.entry().previous().version()).isEqualTo("1.0.5");
    assertThat(told.entry().prepared().state()).containsEntry("old", "1.0.5");
    assertThat(told.entry().strategy().settings()).containsEntry("health.stable_for", "10s");
  }

  @Test
  void succeedsWithTheNewAgentAsWitness() throws Exception {
    handedOver();
    UpdateEngine next = newAgentDuringTheWatch();

    assertThat(rig.switcher()).isEmpty();
    assertThat(rig.entry().phase()).isEqualTo(Phase.ENDED);
    assertThat(rig.device.bootPolicy).isEqualTo("1.0.6");
    assertThat(next.reconcile()).isEqualTo(Standing.IN_CHARGE);

    Outcome outcome = rig.ear.outcome();
    assertThat(outcome.succeeded()).isTrue();
    assertThat(outcome.downtime()).isEqualTo(Device.GAP);
    assertThat(outcome.warning()).isEmpty();
    assertThat(rig.device.count("release")).isEqualTo(1);
    assertThat(rig.journalGone()).isTrue();
    assertThat(rig.state.confirmed().read()).isEmpty();
  }

  @Test
  void beginsNothingAnewWhileTheJournalIsLost() throws Exception {
    UpdateEngine old = handedOver();
    rig.device.trouble("switcherAlive", this::loseJournal);
    rig.pickUp();

    assertThat(old.reconcile()).isEqualTo(Standing.ASIDE);
    old.run(Rig.job("1.0.6"));

    assertThat(rig.journalGone()).isTrue();
    assertThat(rig.device.count("resolve")).isEqualTo(1);
  }

  private void loseJournal() {
    try {
      rig.state.journal().delete();
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  void isOnProbationOnlyAsTheNewOne() throws Exception {
    handedOver();
    rig.device.running = "1.0.5";
    assertThat(rig.agent().open()).isEqualTo(Standing.ASIDE);
    rig.pickUp();
    rig.device.running = "1.0.6";
    assertThat(rig.agent().open()).isEqualTo(Standing.PROBATION);
    rig.device.running = "1.0.5";
    assertThat(rig.agent().open()).isEqualTo(Standing.ASIDE);
  }

  @Test
  void isAsideAsTheNewOneWhenItIsRolledBack() throws Exception {
    handedOver();
    rig.device.refuse("activate", Reason.START_FAILED);
    rig.device.trouble(
        "rollBack",
        () -> {
          throw new Acts.Death("in the roll-back");
        });
    rig.switcher();
    rig.device.running = "1.0.6";
    assertThat(rig.agent().open()).isEqualTo(Standing.ASIDE);
  }

  @Test
  void rollsBackWhatDoesNotHearTheNextCommand() throws Exception {
    UpdateEngine old = handedOver();

    rig.switcher();

    assertThat(rig.entry().course().failure().orElseThrow().reason())
        .isEqualTo(Reason.NOT_CONNECTED);
    assertThat(rig.device.running).isEqualTo("1.0.5");
    assertThat(old.reconcile()).isEqualTo(Standing.IN_CHARGE);
    assertThat(rig.ear.outcome().rolledBack()).isTrue();
  }

  @Test
  void takesNoWordFromTheOldAgentEvenIfItsContentIsTheSame() throws Exception {
    rig.device.health = new Health.Healthy("run-1", "1.0.5");
    UpdateEngine old = rig.opened();
    rig.pickUpAtOnce();
    old.run(Rig.forced("1.0.5"));
    rig.clock.meanwhile(() -> confirm(old));

    rig.switcher();

    assertThat(rig.entry().course().failure().orElseThrow().reason())
        .isEqualTo(Reason.NOT_CONNECTED);
  }

  @Test
  void asksForNoWordIfTheOldAgentWasOfflineAndSaysSo() throws Exception {
    rig.connected = false;
    UpdateEngine old = handedOver();

    rig.switcher();
    old.reconcile();

    assertThat(rig.ear.outcome().succeeded()).isTrue();
    assertThat(rig.ear.outcome().warning().orElseThrow()).contains("not been connected");
  }

  @Test
  void asksForNoWordIfRunningIsEnough() throws Exception {
    rig.settings.put("health.require", "running");
    UpdateEngine old = handedOver();

    rig.switcher();
    old.reconcile();

    assertThat(rig.ear.outcome().succeeded()).isTrue();
    assertThat(rig.ear.outcome().warning()).isEmpty();
  }

  @Test
  void keepsTheWarningOfTheWitness() throws Exception {
    handedOver();
    UpdateEngine next = newAgentDuringTheWatch();
    rig.clock.meanwhile(() -> confirm(next, Optional.of("only subscribed")));

    rig.switcher();
    next.reconcile();

    assertThat(rig.ear.outcome().warning()).contains("only subscribed");
  }

  @Test
  void fencesASwitcherThatDoesNotPickUp() throws Exception {
    UpdateEngine old = rig.opened();

    old.run(Rig.job("1.0.6"));

    Failure failure = rig.ear.outcome().failure().orElseThrow();
    assertThat(failure.reason()).isEqualTo(Reason.START_FAILED);
    assertThat(failure.logTail()).containsExactly("no such file: java");
    assertThat(rig.ear.outcome().rolledBack()).isFalse();
    assertThat(rig.device.verbs).containsSubsequence("handOver", "release", "rollBack");
    assertThat(rig.device.running).isEqualTo("1.0.5");
    rig.ear.outcomes.clear();
    rig.pickUpAtOnce();
    old.run(Job.of("update-2", ca.iotistic.agent.spi.Request.of("1.0.6")));
    assertThat(rig.entry().phase()).as("not the version's fault").isEqualTo(Phase.ACTIVATING);
  }

  @Test
  void letsASwitcherDoNothingThatComesWhenItIsTooLate() throws Exception {
    UpdateEngine old = rig.opened();
    old.run(Rig.job("1.0.6"));

    assertThat(rig.switcher()).as("it waits until it is removed").isEmpty();

    assertThat(rig.device.count("activate")).isZero();
  }

  @Test
  void turnsBackAlthoughTheSwitcherCannotBeRemovedYet() throws Exception {
    rig.device.refuse("release", Reason.PLATFORM_UNAVAILABLE);
    UpdateEngine old = rig.opened();
    old.run(Rig.job("1.0.6"));

    assertThat(rig.ear.outcome().failure().orElseThrow().reason()).isEqualTo(Reason.START_FAILED);
    assertThat(rig.switcher()).as("it owns nothing any more").isEmpty();
    assertThat(rig.device.count("activate")).isZero();

    rig.device.works("release");
    long tries = rig.device.count("release");
    old.reconcile();
    old.reconcile();
    assertThat(rig.device.count("release")).isEqualTo(tries + 1);
  }

  @Test
  void turnsBackWithTheReasonOfAHandOverThatFails() throws Exception {
    rig.device.refuse("handOver", Reason.PLATFORM_DENIED);

    rig.opened().run(Rig.job("1.0.6"));

    assertThat(rig.ear.outcome().failure().orElseThrow().reason())
        .isEqualTo(Reason.PLATFORM_DENIED);
  }

  @Test
  void handsOverAgainAfterACrashBeforeTheHelperWasMade() throws Exception {
    rig.device.trouble(
        "handOver",
        () -> {
          throw new Acts.Death("in the hand-over");
        });
    assertThatThrownBy(() -> rig.opened().run(Rig.job("1.0.6"))).isInstanceOf(Acts.Death.class);
    rig.pickUpAtOnce();
    rig.device.switcherAlive = false;

    UpdateEngine next = rig.agent();
    assertThat(next.open()).isEqualTo(Standing.ASIDE);
    assertThat(next.reconcile()).isEqualTo(Standing.ASIDE);

    assertThat(rig.device.count("handOver")).isEqualTo(2);
    assertThat(rig.entry().phase()).isEqualTo(Phase.ACTIVATING);
  }

  @Test
  void makesASwitcherAgainThatWasRemovedByHand() throws Exception {
    UpdateEngine old = handedOver();
    List<String> first = List.copyOf(rig.device.line);
    rig.command =
        () -> {
          throw new UpdateException(Reason.ROLLBACK_NOT_PROVEN, "the new agent knows no command");
        };
    old.reconcile();
    assertThat(rig.device.count("handOver")).isEqualTo(1);

    rig.device.switcherAlive = false;
    rig.clock.pass(Duration.ofSeconds(30));
    old.reconcile();

    assertThat(rig.device.count("handOver")).isEqualTo(2);
    assertThat(rig.device.line.subList(0, 6)).isEqualTo(first.subList(0, 6));
    assertThat(rig.switcher()).isEmpty();
  }

  @Test
  void takesAnUnansweredQuestionForNoMissingSwitcher() throws Exception {
    UpdateEngine old = handedOver();
    rig.device.switcherAlive = false;
    rig.device.refuse("switcherAlive", Reason.PLATFORM_UNAVAILABLE);

    old.reconcile();

    assertThat(rig.device.count("handOver")).isEqualTo(1);
  }

  @Test
  void goesOnInPlaceIfTheStrategyHandsNothingOver() throws Exception {
    rig.device.handsOver = false;
    rig.connected = false;

    rig.opened().run(Rig.job("1.0.6"));

    assertThat(rig.ear.outcome().succeeded()).isTrue();
    assertThat(rig.device.running).isEqualTo("1.0.6");
  }

  @Test
  void isWatchedInPlaceByItself() throws Exception {
    rig.device.handsOver = false;
    rig.device.trouble(
        "health",
        () -> {
          throw new Acts.Death("replaced by the new agent");
        });
    assertThatThrownBy(() -> rig.opened().run(Rig.job("1.0.6"))).isInstanceOf(Acts.Death.class);
    rig.device.works("health");

    UpdateEngine next = rig.agent();
    assertThat(next.open()).isEqualTo(Standing.PROBATION);
    rig.clock.meanwhile(() -> confirm(next));
    assertThat(next.reconcile()).isEqualTo(Standing.IN_CHARGE);

    assertThat(rig.ear.outcome().succeeded()).isTrue();
  }

  @Test
  void isRefusedIfNoSwitcherCouldBeStarted() throws Exception {
    rig.command =
        () -> {
          throw new UpdateException(Reason.ROLLBACK_NOT_PROVEN, "no Java");
        };

    rig.opened().run(Rig.job("1.0.6"));

    assertThat(rig.ear.outcome().failure().orElseThrow().reason())
        .isEqualTo(Reason.ROLLBACK_NOT_PROVEN);
    assertThat(rig.device.count("prepare")).isZero();
  }

  @Test
  void makesALostJournalAgainFromMemory() throws Exception {
    UpdateEngine old = handedOver();
    old.reconcile();
    rig.state.journal().delete();

    assertThat(old.reconcile()).as("the switcher mends it").isEqualTo(Standing.ASIDE);
    rig.clock.pass(Duration.ofSeconds(31));
    assertThat(old.reconcile()).isEqualTo(Standing.ASIDE);

    assertThat(rig.entry().owner()).isEqualTo(Owner.SWITCHER);
  }

  @Test
  void setsABrokenJournalAsideOnlyIfNobodyElseDoes() throws Exception {
    rig.state
        .journal()
        .write("{\"format\":1,\"id\":".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    UpdateEngine agent = rig.agent();

    assertThat(agent.open()).isEqualTo(Standing.ASIDE);
    assertThat(agent.reconcile()).isEqualTo(Standing.ASIDE);
    rig.clock.pass(Duration.ofMinutes(2));
    assertThat(agent.reconcile()).isEqualTo(Standing.IN_CHARGE);

    assertThat(rig.state.root().resolve("journal.json.aside-1")).exists();
  }

  @Test
  void knowsWhatItIsAlthoughThePlatformDidNotAnswerAtItsStart() throws Exception {
    rig.device.refuse("installed", Reason.PLATFORM_UNAVAILABLE);
    UpdateEngine agent = rig.agent();
    assertThat(agent.open()).isEqualTo(Standing.IN_CHARGE);
    rig.device.works("installed");
    assertThat(agent.installed().version()).isEqualTo("1.0.5");
    rig.device.running = "1.0.9";
    assertThat(agent.installed().version()).as("taken once").isEqualTo("1.0.5");
  }

  @Test
  void putsInOrderOnceAtTheStartOfAnAgent() throws Exception {
    UpdateEngine agent = rig.opened();
    agent.reconcile();
    agent.reconcile();
    assertThat(rig.device.count("tidy")).isEqualTo(1);
  }

  @Test
  void saysFarewellRightBeforeTheHandOver() throws Exception {
    List<Long> handOvers = new ArrayList<>();
    rig.gate =
        new Gate() {
          @Override
          public void pass(Job job) {
            // Open.
          }

          @Override
          public void leave(Job job) {
            handOvers.add(rig.device.count("handOver"));
          }
        };

    handedOver();

    assertThat(handOvers).containsExactly(0L);
    assertThat(rig.device.count("handOver")).isEqualTo(1);
  }

  @Test
  void theSwitcherAsksTheProbeOfTheConfiguration() throws Exception {
    rig.settings.put("health.probe", "[\"/bin/sh\", \"-c\", \"exit 3\"]");
    handedOver();
    newAgentDuringTheWatch();

    rig.switcher();

    Failure failure = rig.entry().course().failure().orElseThrow();
    assertThat(failure.reason()).isEqualTo(Reason.UNHEALTHY);
    assertThat(failure.error()).contains("the probe /bin/sh exited with 3");
  }

  private UpdateEngine handedOver() throws IOException, InterruptedException {
    UpdateEngine old = rig.opened();
    rig.pickUpAtOnce();
    old.run(Rig.job("1.0.6"));
    return old;
  }

  private UpdateEngine newAgentDuringTheWatch() throws IOException {
    rig.device.running = "1.0.6";
    UpdateEngine next = rig.agent();
    assertThat(next.open()).isEqualTo(Standing.PROBATION);
    rig.clock.meanwhile(() -> confirm(next));
    return next;
  }

  private static void confirm(UpdateEngine agent, Optional<String> warning) {
    try {
      agent.confirm(warning);
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private static void confirm(UpdateEngine agent) {
    confirm(agent, Optional.empty());
  }
}
