package ca.iotistic.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.contract.Stage.Conduct;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every strategy has to be able to do; an author extends it and gives it a stage. */
public abstract class UpdaterContract {
  private static final Instant START = Instant.parse("2026-11-10T02:00:00Z");
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int BACKUPS = 3;

  private Stage stage;
  private int updates;

  /** A new one, with {@link Stage#FIRST} in charge. */
  protected abstract Stage open() throws Exception;

  @BeforeEach
  final void openStage() throws Exception {
    stage = open();
    stage.publish("1.0.6", Conduct.WORKS);
  }

  @AfterEach
  final void closeStage() throws Exception {
    stage.close();
  }

  @Test
  final void puttingInChargeAndCommittingMakesItLast() throws Exception {
    Update update = prepare(begin("1.0.6"));

    updater().activate(update);
    awaitHealthy(update);
    assertThat(updater().commit(update)).isGreaterThanOrEqualTo(Duration.ZERO);
    updater().tidy();

    assertThat(stage.running()).contains("1.0.6");
    assertThat(stage.comesBack()).contains("1.0.6");
    Installed now = updater().installed();
    assertThat(now.identity()).isEqualTo(update.prepared().identity());
    assertThat(updater().backups()).hasSize(1);
    Backup backup = updater().backups().get(0);
    assertThat(backup.usable()).isTrue();
    assertThat(backup.identity()).isEqualTo(update.previous().identity());
    assertThat(backup.release().version()).isEqualTo(Stage.FIRST);
  }

  @Test
  final void preparingTouchesNothingThatRunsAndComesToTheSameAgain() throws Exception {
    String run = stage.run();
    Update update = begin("1.0.6");

    Prepared first = updater().prepare(update);
    Prepared again = updater().prepare(with(update, first));

    assertThat(again).isEqualTo(first);
    assertThat(stage.run()).isEqualTo(run);
    assertThat(stage.comesBack()).contains(Stage.FIRST);
    assertThat(updater().installed()).isEqualTo(update.previous());
  }

  @Test
  final void turningBackBeforeTheSwitchLeavesNothingAndDisturbsNobody() throws Exception {
    String run = stage.run();
    Update update = begin("1.0.6");

    updater().rollBack(update);
    updater().rollBack(prepare(update));
    updater().rollBack(update);

    assertThat(stage.belongings()).isEmpty();
    assertThat(stage.run()).isEqualTo(run);
    assertThat(stage.comesBack()).contains(Stage.FIRST);
  }

  @Test
  final void turningBackAfterTheSwitchPutsTheOldOneInChargeAndLeavesNothing() throws Exception {
    Update update = prepare(begin("1.0.6"));
    updater().activate(update);
    awaitHealthy(update);

    updater().rollBack(update);
    String run = stage.run();
    updater().rollBack(update);

    assertThat(stage.running()).contains(Stage.FIRST);
    assertThat(stage.run()).isEqualTo(run);
    assertThat(stage.comesBack()).contains(Stage.FIRST);
    assertThat(stage.belongings()).isEmpty();
    assertThat(updater().installed().identity()).isEqualTo(update.previous().identity());
  }

  @Test
  final void whatEndsIsSeenAndItsLastWordsAreKept() throws Exception {
    stage.publish("1.0.7", Conduct.ENDS);
    Update update = prepare(begin("1.0.7"));
    updater().activate(update);

    Awaitility.await("it is seen to have ended")
        .atMost(LIMIT)
        .until(
            () ->
                updater().health(update) instanceof Health.Unhealthy end
                    && end.reason() == Reason.CRASHED
                    && end.detail().contains("3"));
    assertThat(updater().logTail(update)).anyMatch(line -> line.contains("cannot go on"));
    updater().rollBack(update);

    assertThat(stage.running()).contains(Stage.FIRST);
    assertThat(stage.belongings()).isEmpty();
  }

  @Test
  final void aRestartIsAnotherRun() throws Exception {
    Update update = prepare(begin("1.0.6"));
    updater().activate(update);
    String before = awaitHealthy(update).run();
    Update back = update;
    updater().rollBack(back);
    Update again = prepare(begin("1.0.6"));
    updater().activate(again);

    assertThat(awaitHealthy(again).run()).isNotEqualTo(before);
  }

  @Test
  final void activatingWhatRunsAlreadyChangesNothing() throws Exception {
    Update update = prepare(begin("1.0.6"));
    updater().activate(update);
    Health.Healthy first = awaitHealthy(update);

    updater().activate(update);
    updater().commit(update);
    updater().commit(update);

    assertThat(awaitHealthy(update)).isEqualTo(first);
  }

  @Test
  final void whatIsNotThereIsNotFound() {
    assertThatThrownBy(() -> updater().resolve(Request.of("9.9.9")))
        .isInstanceOfSatisfying(
            UpdateException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND))
        .hasMessageContaining("9.9.9");
  }

  @Test
  final void threeBackupsStayAndNothingElse() throws Exception {
    // What is in charge in the end is the content of a backup, too.
    for (String version : List.of("1.0.6", "1.0.7", "1.0.8", "1.0.6", "1.0.7")) {
      stage.publish(version, Conduct.WORKS);
      update(version);
    }

    assertThat(stage.running()).contains("1.0.7");
    assertThat(updater().backups())
        .extracting(backup -> backup.release().version())
        .containsExactly("1.0.6", "1.0.8", "1.0.7");
    assertThat(updater().backups()).allMatch(Backup::usable);
    List<String> kept = stage.belongings();
    updater().tidy();
    assertThat(stage.belongings()).isEqualTo(kept);
    assertThat(updater().backups()).hasSize(BACKUPS);
  }

  @Test
  final void aBackupIsAReleaseLikeAnyOther() throws Exception {
    Update first = update("1.0.6");
    Release back = updater().backups().get(0).release();

    Update update = prepare(begin(back));
    updater().activate(update);
    awaitHealthy(update);
    updater().commit(update);
    updater().tidy();

    assertThat(stage.running()).contains(Stage.FIRST);
    assertThat(stage.comesBack()).contains(Stage.FIRST);
    assertThat(updater().installed().identity()).isEqualTo(first.previous().identity());
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

  private Updater updater() {
    return stage.updater(Seam.NONE);
  }

  private Update begin(String version) throws Exception {
    return begin(updater().resolve(Request.of(version)));
  }

  /** The next update, a minute after the one before. */
  private Update begin(Release release) throws Exception {
    updates++;
    String id = "u-" + updates;
    return new Update(
        id,
        START.plus(Duration.ofMinutes(updates)),
        updater().installed(),
        release,
        Prepared.NOT_YET,
        stage.state().resolve("work").resolve(id),
        Update.Progress.NONE);
  }

  private Update prepare(Update update) throws Exception {
    return with(update, updater().prepare(update));
  }

  private Update update(String version) throws Exception {
    Update update = prepare(begin(version));
    updater().activate(update);
    awaitHealthy(update);
    updater().commit(update);
    updater().tidy();
    return update;
  }

  private Health.Healthy awaitHealthy(Update update) {
    AtomicReference<Health> seen = new AtomicReference<>(new Health.Starting("not looked at"));
    Awaitility.await("health of " + update.release().version())
        .atMost(LIMIT)
        .until(
            () -> {
              seen.set(updater().health(update));
              return seen.get() instanceof Health.Healthy;
            });
    return (Health.Healthy) Objects.requireNonNull(seen.get());
  }

  private static Update with(Update update, Prepared prepared) {
    return new Update(
        update.id(),
        update.startedAt(),
        update.previous(),
        update.release(),
        prepared,
        update.directory(),
        update.progress());
  }
}
