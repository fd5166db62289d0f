package ca.iotistic.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.contract.Stage.Conduct;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What may go wrong with a strategy, an artifact or a platform, and what is promised then. */
abstract class HardshipContract extends ContractGround {
  private static final String WITH_THE_EXIT_STATUS = "(?s).*\\b3\\b.*";

  /** By a look, or by a strategy that looks itself before it returns. */
  @Test
  final void whatEndsIsSeenAndItsLastWordsAreKept() throws Exception {
    stage.publish("1.0.7", Conduct.ENDS);
    Update update = prepare(begin("1.0.7"));

    try {
      updater().activate(update);
      Awaitility.await("it is seen to have ended")
          .atMost(patience())
          .pollDelay(Duration.ZERO)
          .until(
              () ->
                  updater().health(update) instanceof Health.Unhealthy end
                      && end.reason() == Reason.CRASHED
                      && end.detail().matches(WITH_THE_EXIT_STATUS));
    } catch (UpdateException seen) {
      assertThat(seen.reason()).as(seen.getMessage()).isEqualTo(Reason.CRASHED);
      assertThat(seen.getMessage()).matches(WITH_THE_EXIT_STATUS);
    }
    assertThat(updater().logTail(update)).anyMatch(line -> line.contains("cannot go on"));
    updater().rollBack(update);

    assertThat(stage.running()).contains(Stage.FIRST);
    assertThat(stage.belongings()).isEmpty();
  }

  @Test
  final void whatIsNotThereIsNotFound() {
    assertThatThrownBy(() -> updater().resolve(Request.of("9.9.9")))
        .isInstanceOfSatisfying(
            UpdateException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND))
        .hasMessageContaining("9.9.9");
  }

  @Test
  final void whatIsNotAsItWasResolvedIsNotLaidReady() throws Exception {
    String run = stage.run();
    Update update = begin(altered(updater().resolve(Request.of("1.0.6"))));

    assertThatThrownBy(() -> updater().prepare(update)).isInstanceOf(UpdateException.class);
    assertThatThrownBy(() -> updater().prepare(update)).isInstanceOf(UpdateException.class);
    updater().rollBack(update);

    assertThat(stage.belongings()).isEmpty();
    assertThat(stage.run()).isEqualTo(run);
    assertThat(stage.comesBack()).contains(Stage.FIRST);
  }

  /** The same version is published with another content before it is fetched. */
  @Test
  final void aReleaseStaysWhatItWasResolvedTo() throws Exception {
    Release release = updater().resolve(Request.of("1.0.6"));
    assertThat(release.version()).isEqualTo("1.0.6");
    assertThat(release.digest()).matches("sha256:[0-9a-f]{64}");
    stage.publish("1.0.6", Conduct.ENDS);
    Update update = begin(release);

    try {
      update = prepare(update);
      updater().activate(update);
      awaitHealthy(update);
    } catch (UpdateException gone) {
      assertThat(stage.running()).contains(Stage.FIRST);
    }
    updater().rollBack(update);

    assertThat(stage.running()).contains(Stage.FIRST);
    assertThat(stage.belongings()).isEmpty();
  }

  /** It may be refused, or not start, or be seen not to run. */
  @Test
  final void whatCannotBeStartedIsNeverTakenForWell() throws Exception {
    stage.publish("1.0.7", Conduct.NEVER_STARTS);
    Update update = begin("1.0.7");

    try {
      update = prepare(update);
      updater().activate(update);
      awaitUnhealthy(update);
    } catch (UpdateException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
    updater().rollBack(update);

    assertThat(stage.running()).contains(Stage.FIRST);
    assertThat(stage.comesBack()).contains(Stage.FIRST);
    assertThat(stage.belongings()).isEmpty();
  }

  @Test
  final void aPlatformThatDoesNotAnswerIsNoSuccessAndTheNextCallGoesOn() throws Exception {
    Update update = prepare(begin("1.0.6"));
    assertUnanswered(() -> stage.away().activate(update));
    updater().activate(update);
    awaitHealthy(update);
    assertUnanswered(() -> stage.away().health(update));
    assertUnanswered(() -> stage.away().commit(update));
    updater().commit(update);
    assertThat(stage.comesBack()).contains("1.0.6");

    assertUnanswered(() -> stage.away().rollBack(update));
    updater().rollBack(update);
    assertThat(stage.running()).contains(Stage.FIRST);
    assertThat(stage.belongings()).isEmpty();
  }

  private static void assertUnanswered(ThrowingCallable verb) {
    assertThatThrownBy(verb).isInstanceOf(UpdateException.class);
  }

  @Test
  final void anInterruptEndsAVerbSoonAndTheNextCallGoesOn() throws Exception {
    Update update = begin("1.0.6");
    assertThat(interrupted(updater -> updater.prepare(update))).isTrue();
    Update laid = prepare(update);

    interrupted(updater -> updater.activate(laid));
    updater().activate(laid);
    stage.switched(laid);
    interrupted(updater -> updater.commit(laid));
    updater().commit(laid);
    assertThat(stage.comesBack()).contains("1.0.6");
    interrupted(updater -> updater.rollBack(laid));
    updater().rollBack(laid);

    assertThat(stage.running()).contains(Stage.FIRST);
    assertThat(stage.comesBack()).contains(Stage.FIRST);
    assertThat(stage.belongings()).isEmpty();
  }

  /** Before the first act of the verb; one that is nearly done may go on to its end. */
  private boolean interrupted(Verb verb) throws Exception {
    Seam seam =
        new Seam() {
          private boolean sent;

          @Override
          public void before(String act) {
            if (!sent) {
              sent = true;
              Thread.currentThread().interrupt();
            }
          }
        };
    try {
      verb.run(stage.updater(seam));
      return false;
    } catch (InterruptedException soon) {
      return true;
    } catch (UpdateException unwritten) {
      assertThat(Thread.currentThread().isInterrupted())
          .as("what ended while a file was written leaves the flag: %s", unwritten.getMessage())
          .isTrue();
      return true;
    } finally {
      Thread.interrupted();
    }
  }

  /**
   * Each verb dies before its k-th act and is called again by another process, for every k; then
   * the whole update turns back, and nothing of it is left.
   */
  @Test
  final void everyActMayBeTheLast() throws Exception {
    Release release = updater().resolve(Request.of("1.0.6"));
    boolean died = true;
    int rounds = 0;
    for (int k = 0; died; k++) {
      died = round(k, begin(release));
      rounds++;
    }
    assertThat(rounds).as("acts of the longest verb").isGreaterThan(3);
  }

  private boolean round(int k, Update update) throws Exception {
    AtomicReference<Prepared> first = new AtomicReference<>(Prepared.NOT_YET);
    boolean died = dies(k, updater -> first.set(updater.prepare(update)));
    assertThat(stage.comesBack()).contains(Stage.FIRST);
    Prepared prepared = died ? updater().prepare(update) : Objects.requireNonNull(first.get());
    Update laid = with(update, prepared);

    died |= dies(k, updater -> updater.activate(laid));
    updater().activate(laid);
    stage.switched(laid);

    died |= dies(k, updater -> updater.commit(laid));
    updater().commit(laid);
    assertThat(stage.comesBack()).contains("1.0.6");

    died |= dies(k, updater -> updater.rollBack(laid));
    updater().rollBack(laid);
    assertThat(stage.running()).contains(Stage.FIRST);
    assertThat(stage.comesBack()).contains(Stage.FIRST);
    assertThat(stage.belongings()).isEmpty();
    return died;
  }

  @Test
  final void aPreparationThatDiedLeavesNothingWhenItTurnsBack() throws Exception {
    String run = stage.run();
    Release release = updater().resolve(Request.of("1.0.6"));
    boolean died = true;
    for (int k = 0; died; k++) {
      Update update = begin(release);
      died = dies(k, updater -> updater.prepare(update));
      boolean again = dies(k, updater -> updater.rollBack(update));
      updater().rollBack(update);
      assertThat(stage.belongings()).as("after %d acts", k).isEmpty();
      died |= again;
    }
    assertThat(stage.run()).isEqualTo(run);
  }

  /** What a verb does in a process. */
  @FunctionalInterface
  private interface Verb {
    void run(Updater updater) throws Exception;
  }

  private boolean dies(int k, Verb verb) throws Exception {
    return CrashAt.during(() -> verb.run(stage.updater(new CrashAt(k))));
  }

  private void awaitUnhealthy(Update update) {
    Awaitility.await("it is seen not to run")
        .atMost(patience())
        .pollDelay(Duration.ZERO)
        .until(() -> updater().health(update) instanceof Health.Unhealthy);
  }

  /** It says that it is something else than what is there. */
  private static Release altered(Release release) {
    String other = "sha256:" + "0".repeat(64);
    Map<String, String> locator = new HashMap<>(release.locator());
    locator.replaceAll((key, value) -> value.replace(release.digest(), other));
    return new Release(release.version(), other, release.size(), locator);
  }
}
