package ca.iotistic.agent.contract;

import ca.iotistic.agent.contract.Stage.Conduct;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.Updater;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A stage a test, and what the scenarios have in common. */
abstract class ContractGround {
  private static final Instant START = Instant.parse("2026-11-10T02:00:00Z");

  Stage stage;
  private int updates;

  /** A new one, with {@link Stage#FIRST} in charge. */
  protected abstract Stage open() throws Exception;

  /** How long a version may take until it is seen to work, or to have ended. */
  protected Duration patience() {
    return Duration.ofMinutes(3);
  }

  @BeforeEach
  final void openStage() throws Exception {
    stage = open();
    stage.publish("1.0.6", Conduct.WORKS);
  }

  @AfterEach
  final void closeStage() throws Exception {
    stage.close();
  }

  final Updater updater() {
    return stage.updater(Seam.NONE);
  }

  final Update begin(String version) throws Exception {
    return begin(updater().resolve(Request.of(version)));
  }

  /** The next update, a minute after the one before. */
  final Update begin(Release release) throws Exception {
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

  final Update prepare(Update update) throws Exception {
    return with(update, updater().prepare(update));
  }

  final Update update(String version) throws Exception {
    Update update = prepare(begin(version));
    updater().activate(update);
    awaitHealthy(update);
    updater().commit(update);
    updater().tidy();
    return update;
  }

  final Health.Healthy awaitHealthy(Update update) {
    AtomicReference<Health> seen = new AtomicReference<>(new Health.Starting("not looked at"));
    Awaitility.await("health of " + update.release().version())
        .atMost(patience())
        .pollDelay(Duration.ZERO)
        .until(
            () -> {
              seen.set(updater().health(update));
              return seen.get() instanceof Health.Healthy;
            });
    return (Health.Healthy) Objects.requireNonNull(seen.get());
  }

  /** The update once prepare has returned. */
  public static Update with(Update update, Prepared prepared) {
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
