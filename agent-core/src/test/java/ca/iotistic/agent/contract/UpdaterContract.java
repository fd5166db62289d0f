package ca.iotistic.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.contract.Stage.Conduct;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every strategy has to be able to do; an author extends it and gives it a stage. The part
 * about what goes wrong is inherited.
 */
public abstract class UpdaterContract extends HardshipContract {
  private static final int BACKUPS = 3;

  @Test
  final void theProviderHasAUsableNameAndFindsNothingMissing() {
    UpdaterProvider provider = stage.provider();

    assertThat(provider.id()).matches("[a-z0-9][a-z0-9-]{0,63}").isEqualTo(provider.id());
    assertThat(provider.id()).isNotIn("auto", "none");
    assertThat(provider.check(stage.environment(Seam.NONE)))
        .isNotEmpty()
        .allMatch(check -> check.refusal().isEmpty());
  }

  @Test
  final void puttingInChargeAndCommittingMakesItLast() throws Exception {
    Update update = prepare(begin("1.0.6"));

    updater().activate(update);
    awaitHealthy(update);
    assertThat(updater().commit(update)).isGreaterThanOrEqualTo(Duration.ZERO);
    assertThat(stage.comesBack()).contains("1.0.6");
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
  final void aRestartIsAnotherRun() throws Exception {
    Update update = prepare(begin("1.0.6"));
    updater().activate(update);
    String before = awaitHealthy(update).run();
    updater().rollBack(update);
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
  final void theVersionInChargeIsKnownAndCanBeInstalledAgain() throws Exception {
    update("1.0.6");
    assertThat(updater().installed().version())
        .isEqualTo(updater().resolve(Request.of("1.0.6")).version());

    Update again = update("1.0.6");

    assertThat(updater().installed().identity()).isEqualTo(again.prepared().identity());
    assertThat(stage.running()).contains("1.0.6");
    assertThat(stage.comesBack()).contains("1.0.6");
  }

  @Test
  final void aLowerVersionIsInstalledLikeAnyOther() throws Exception {
    stage.publish("1.0.4", Conduct.WORKS);

    update("1.0.4");

    assertThat(stage.running()).contains("1.0.4");
    assertThat(stage.comesBack()).contains("1.0.4");
  }

  @Test
  final void aDryRunLeavesNothingAndTheRealOneWorksAfterIt() throws Exception {
    String run = stage.run();
    Update dry = prepare(begin("1.0.6"));
    updater().rollBack(dry);
    assertThat(stage.belongings()).isEmpty();
    assertThat(stage.run()).isEqualTo(run);

    Update real = update("1.0.6");

    assertThat(real.prepared().identity()).isEqualTo(dry.prepared().identity());
    assertThat(stage.running()).contains("1.0.6");
  }

  @Test
  final void anUpdaterSeesWhatAnotherOneDid() throws Exception {
    Updater watching = updater();
    Installed before = watching.installed();
    assertThat(watching.backups()).isEmpty();

    Update done = update("1.0.6");

    assertThat(watching.installed()).isEqualTo(updater().installed()).isNotEqualTo(before);
    assertThat(watching.backups()).isEqualTo(updater().backups()).hasSize(1);
    assertThat(watching.health(done)).isEqualTo(awaitHealthy(done));
  }

  @Test
  final void puttingInOrderAgainChangesNothing() throws Exception {
    update("1.0.6");
    String run = stage.run();
    List<String> belongings = stage.belongings();

    assertThat(updater().tidy()).isEmpty();

    assertThat(stage.run()).isEqualTo(run);
    assertThat(stage.belongings()).isEqualTo(belongings);
    assertThat(stage.comesBack()).contains("1.0.6");
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

    // What is in flight has a way back of its own, which is not one too many.
    Update another = prepare(begin("1.0.8"));
    updater().activate(another);
    updater().rollBack(another);
    assertThat(stage.running()).contains("1.0.7");
    assertThat(stage.belongings()).isEqualTo(kept);
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
}
