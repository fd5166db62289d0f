package ca.iotistic.agent.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The second half as a process of its own, which is started again whenever it ends. */
@Timeout(120)
final class SwitcherTest {
  @TempDir Path directory;
  private Rig rig;
  private UpdateEngine old;

  @BeforeEach
  void handOver() throws Exception {
    rig = new Rig(directory);
    rig.connected = false;
    rig.device.trouble("handOver", () -> rig.clock.meanwhile(this::agentDies));
    old = rig.opened();
    assertThatThrownBy(() -> old.run(Rig.job("1.0.6"))).isInstanceOf(Acts.Death.class);
    dead = true;
  }

  private boolean dead;

  /** The agent that handed over is not there any more when the switcher begins. */
  private void agentDies() {
    if (!dead) {
      throw new Acts.Death("the agent");
    }
  }

  @Test
  void picksUpSwitchesWatchesCommitsAndWaits() throws Exception {
    assertThat(rig.switcher()).isEmpty();

    assertThat(rig.entry().course().trail())
        .extracting(Course.Step::phase)
        .endsWith(Phase.ACTIVATING, Phase.VERIFYING, Phase.COMMITTING, Phase.ENDED);
    assertThat(rig.entry().owner()).isEqualTo(Owner.AGENT);
    assertThat(rig.device.running).isEqualTo("1.0.6");
    assertThat(rig.device.bootPolicy).isEqualTo("1.0.6");
  }

  @Test
  void touchesNothingWhenItIsStartedAgainAtTheEnd() throws Exception {
    rig.switcher();
    List<String> before = List.copyOf(rig.device.verbs);

    assertThat(rig.switcher()).isEmpty();
    old.reconcile();
    assertThat(rig.switcher()).isEmpty();

    assertThat(rig.device.verbs)
        .filteredOn(v -> !before.contains(v))
        .containsOnly("release", "tidy");
    assertThat(rig.device.count("activate")).isEqualTo(1);
  }

  @Test
  void exitsWithZeroSometimeAfterTheJournalIsGone() throws Exception {
    rig.switcher();
    old.reconcile();
    rig.acts.dieAt("");
    assertThat(rig.switcher()).contains(Switcher.RELEASED);
  }

  @Test
  void leavesTheJournalOfAnotherUpdateAlone() throws Exception {
    rig.switcher();
    old.reconcile();
    rig.device.trouble(
        "prepare",
        () -> {
          throw new Acts.Death("in the next update");
        });
    UpdateEngine next = rig.opened();
    Job job = Job.of("update-2", ca.iotistic.agent.spi.Request.of("1.0.7"));
    assertThatThrownBy(() -> next.run(job)).isInstanceOf(Acts.Death.class);
    rig.acts.dieAt("");

    assertThat(rig.switcher()).contains(Switcher.RELEASED);

    assertThat(rig.entry().id()).isEqualTo("update-2");
    assertThat(rig.device.count("activate")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"activate", "health", "commit"})
  void goesOnAfterACrash(String verb) throws Exception {
    crashes(verb, 1);
    assertThat(rig.switcher()).isEmpty();
    assertThat(rig.entry().outcome().succeeded()).isTrue();
    assertThat(rig.device.bootPolicy).isEqualTo("1.0.6");
  }

  @ParameterizedTest
  @ValueSource(strings = {"activate", "commit"})
  void rollsBackAfterTooManyBoots(String verb) throws Exception {
    crashes(verb, 4);
    assertThat(rig.switcher()).isEmpty();
    assertThat(rig.entry().course().failure().orElseThrow().reason()).isEqualTo(Reason.BOOT_LIMIT);
    assertThat(rig.device.running).isEqualTo("1.0.5");
    assertThat(rig.device.bootPolicy).isEqualTo("1.0.5");
  }

  @Test
  void activatesAgainAfterABootBecauseTheNewOneHasNoBootPolicy() throws Exception {
    crashes("commit", 1);
    rig.device.running = "nobody";
    rig.switcher();
    assertThat(rig.device.running).isEqualTo("1.0.6");
  }

  @Test
  void touchesNothingInAnotherDirectory() throws Exception {
    rig.state.file("state.id").write("another".getBytes(StandardCharsets.UTF_8));
    assertThat(rig.switcher()).contains(Switcher.AGAIN);
    rig.state.file("state.id").delete();
    assertThat(rig.switcher()).contains(Switcher.AGAIN);
    assertThat(rig.device.count("activate")).isZero();
    assertThat(rig.device.count("rollBack")).isZero();
  }

  @Test
  void goesBackFromItsArgumentsWhenTheJournalIsLost() throws Exception {
    crashes("health", 1);
    rig.state.journal().delete();

    assertThat(rig.switcher()).isEmpty();

    assertThat(rig.device.running).isEqualTo("1.0.5");
    old.reconcile();
    assertThat(rig.ear.outcome().failure().orElseThrow().reason()).isEqualTo(Reason.STATE_LOST);
    assertThat(rig.ear.outcome().rolledBack()).isTrue();
  }

  @Test
  void goesBackFromItsArgumentsWhenTheJournalIsBroken() throws Exception {
    crashes("health", 1);
    rig.state.journal().write(new byte[4096]);

    assertThat(rig.switcher()).isEmpty();

    assertThat(rig.device.running).isEqualTo("1.0.5");
    assertThat(rig.entry().phase()).isEqualTo(Phase.ENDED);
    assertThat(rig.state.root().resolve("journal.json.aside-1")).hasSize(4096);
  }

  @Test
  void goesOnFromMemoryWhenTheJournalIsLostUnderIt() throws Exception {
    boolean[] lost = {false};
    rig.device.trouble(
        "health",
        () -> {
          if (!lost[0] && rig.device.running.equals("1.0.6")) {
            lost[0] = true;
            lose();
          }
        });

    assertThat(rig.switcher()).isEmpty();

    assertThat(lost[0]).isTrue();
    assertThat(rig.entry().outcome().succeeded()).isTrue();
  }

  @Test
  void startsAfreshWhenThePlatformDoesNotAnswerAndCountsNothing() throws Exception {
    rig.device.refuse("health", Reason.PLATFORM_UNAVAILABLE);
    assertThat(rig.switcher()).contains(Switcher.AGAIN);
    assertThat(rig.entry().phase()).isEqualTo(Phase.PREPARED);

    rig.device.works("health");
    rig.device.refuse("activate", Reason.PLATFORM_UNAVAILABLE);
    assertThat(rig.switcher()).contains(Switcher.AGAIN);
    assertThat(rig.entry().phase()).isEqualTo(Phase.ACTIVATING);

    rig.device.refuse("health", Reason.PLATFORM_UNAVAILABLE);
    for (int start = 0; start < 10; start++) {
      assertThat(rig.switcher()).contains(Switcher.AGAIN);
    }
    assertThat(rig.entry().position().boots()).isZero();

    rig.device.works("health");
    rig.device.works("activate");
    assertThat(rig.switcher()).isEmpty();
    assertThat(rig.entry().outcome().succeeded()).isTrue();
  }

  @Test
  void writesNothingMoreOnceItIsStopped() throws Exception {
    rig.device.trouble("activate", () -> Thread.currentThread().interrupt());

    assertThatThrownBy(rig::switcher).isInstanceOf(InterruptedException.class);

    assertThat(rig.entry().phase()).isEqualTo(Phase.ACTIVATING);
    Thread.interrupted();
  }

  @Test
  void takesAShutdownOfTheDeviceForNoVerdict() throws Exception {
    rig.device.trouble(
        "health",
        () -> {
          if (rig.device.running.equals("1.0.6")) {
            Thread.currentThread().interrupt();
          }
        });

    assertThatThrownBy(rig::switcher).isInstanceOf(InterruptedException.class);

    assertThat(rig.entry().phase()).isEqualTo(Phase.VERIFYING);
    assertThat(rig.device.count("rollBack")).isZero();
  }

  @Test
  void putsTheOldOneBackIfTheJournalCannotBeWritten() throws Exception {
    fullFromTheFirst("activate");

    assertThat(rig.switcher()).isEmpty();

    assertThat(rig.device.running).isEqualTo("1.0.5");
    assertThat(rig.entry().course().failure().orElseThrow().reason()).isEqualTo(Reason.DISK_FULL);
  }

  @Test
  void remembersWhyItTurnedBackWhileThatCouldNotBeWritten() throws Exception {
    rig.device.health = new Health.Unhealthy(Reason.CRASHED, "exited with 3");
    fullFromTheFirst("logTail");

    assertThat(rig.switcher()).isEmpty();

    assertThat(rig.device.running).isEqualTo("1.0.5");
    assertThat(rig.entry().course().failure().orElseThrow().reason()).isEqualTo(Reason.CRASHED);
  }

  /** The state directory is full from the first call of a verb until it is turned back. */
  private void fullFromTheFirst(String verb) {
    Path journal = rig.state.journal().path();
    Path temporary = journal.resolveSibling(".journal.json.tmp");
    boolean[] full = {false};
    rig.device.trouble(
        verb,
        () -> {
          if (!full[0]) {
            full[0] = true;
            fill(temporary);
          }
        });
    rig.device.trouble("rollBack", () -> free(temporary));
  }

  @Test
  void journalsTheLogOfWhatFailedWithItsReason() throws Exception {
    rig.device.refuse("activate", Reason.START_FAILED);
    rig.device.trouble(
        "rollBack",
        () -> {
          throw new Acts.Death("right after the write");
        });

    rig.switcher();

    assertThat(rig.entry().phase()).isEqualTo(Phase.ROLLING_BACK);
    assertThat(rig.entry().course().failure().orElseThrow().logTail())
        .containsExactly("starting", "cannot open /dev/sensor");
  }

  @Test
  void refusesArgumentsThatItDoesNotUnderstand() {
    List<String> line = rig.device.line;
    List<String> cut = line.subList(line.indexOf("--state"), line.indexOf("--entry"));
    assertThatThrownBy(() -> SwitcherMain.run(cut, rig.clock, rig.acts, name -> rig.device))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--entry");
  }

  private void crashes(String verb, int times) throws InterruptedException {
    rig.device.trouble(
        verb,
        () -> {
          if (!verb.equals("health") || rig.device.running.equals("1.0.6")) {
            throw new Acts.Death("in " + verb);
          }
        });
    for (int start = 0; start < times; start++) {
      assertThat(rig.switcher()).isEmpty();
    }
    rig.device.works(verb);
  }

  private void lose() throws UpdateException {
    try {
      rig.state.journal().delete();
    } catch (IOException failed) {
      throw new UpdateException(Reason.INTERNAL_ERROR, "the test could not do it", failed);
    }
  }

  /** A directory where the temporary file should be cannot be written even by root. */
  private static void fill(Path temporary) throws UpdateException {
    try {
      Files.createDirectory(temporary);
    } catch (IOException failed) {
      throw new UpdateException(Reason.INTERNAL_ERROR, "the test could not do it", failed);
    }
  }

  private static void free(Path temporary) throws UpdateException {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException failed) {
      throw new UpdateException(Reason.INTERNAL_ERROR, "the test could not do it", failed);
    }
  }
}
