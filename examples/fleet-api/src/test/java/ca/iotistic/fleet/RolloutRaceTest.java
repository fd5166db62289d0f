package ca.iotistic.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens while the housekeeper has looked and not acted yet. */
final class RolloutRaceTest {
  /** What the housekeeper holds for each step. */
  private static final long LOCK = 0x666c656574_02L;

  @TempDir Path directory;
  private Bed bed;
  private Caller api;
  private Sql somebody;
  private Sql watcher;

  @BeforeEach
  void open() throws Exception {
    bed = Bed.open(directory);
    api = bed.caller();
    api.register("dev-1", "rpi4", "[]");
    somebody = bed.sql();
    watcher = bed.sql();
  }

  @AfterEach
  void close() throws Exception {
    somebody.close();
    watcher.close();
    bed.close();
  }

  @Test
  void nobodyIsCommandedOnceAPauseIsAnswered() throws Exception {
    watcher.run("SELECT pg_advisory_lock(" + LOCK + ")");
    long id = begin();
    somebody.run("BEGIN");
    somebody.run("UPDATE rollouts SET state = 'paused' WHERE id = " + id);
    watcher.run("SELECT pg_advisory_unlock(" + LOCK + ")");
    awaitHousekeeper();

    somebody.run("COMMIT");

    afterTheStep();
    assertThat(watcher.number("SELECT count(*) FROM updates")).isZero();
  }

  @Test
  void whatSomebodyCommandsWhileARolloutIsWithdrawnIsLeftAlone() throws Exception {
    long id = begin();
    await()
        .atMost(Bed.PATIENCE)
        .until(() -> watcher.number("SELECT count(*) FROM updates WHERE state = 'pending'") == 1);
    somebody.run("BEGIN");
    somebody.run("SELECT 1 FROM devices WHERE uuid = 'dev-1' FOR UPDATE");
    assertThat(api.post("/api/v1/rollouts/" + id + "/cancel", "").status()).isEqualTo(200);
    awaitHousekeeper();

    somebody.run("UPDATE devices SET latest_update = 'another' WHERE uuid = 'dev-1'");
    somebody.run("COMMIT");

    afterTheStep();
    assertThat(watcher.number("SELECT count(*) FROM updates WHERE action = 'cancel'")).isZero();
    assertThat(watcher.number("SELECT count(*) FROM updates WHERE state = 'pending'")).isOne();
  }

  private long begin() {
    return api.post("/api/v1/rollouts", "{\"version\":\"1.0.6\",\"stages\":[{\"percent\":100}]}")
        .json()
        .path("id")
        .asLong();
  }

  /** Until it has looked, and waits for what somebody holds. */
  private void awaitHousekeeper() {
    await()
        .atMost(Bed.PATIENCE)
        .until(
            () ->
                watcher.number(
                        """
                        SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'
                        """)
                    > 0);
  }

  private void afterTheStep() throws Exception {
    watcher.run("SELECT pg_advisory_lock(" + LOCK + ")");
    watcher.run("SELECT pg_advisory_unlock(" + LOCK + ")");
  }
}
