package ca.iotistic.fleet;

import ca.iotistic.fleet.rollout.Controller;
import ca.iotistic.fleet.status.Retention;
import ca.iotistic.fleet.store.Database;
import ca.iotistic.fleet.update.Deadlines;
import java.time.Duration;
import org.jdbi.v3.core.Handle;

/** Twice a second: what is due by time. Every copy of the service has one; a lock makes it one. */
final class Housekeeper implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(500);
  private static final long LEADER = 0x666c656574_03L;

  private final Database database;
  private final Deadlines deadlines;
  private final Retention retention;
  private final Controller rollouts;
  private final Runnable committed;
  private final Loop loop = new Loop("fleet-housekeeper", "housekeeping", this::run);

  Housekeeper(
      Database database,
      Deadlines deadlines,
      Retention retention,
      Controller rollouts,
      Runnable committed) {
    this.database = database;
    this.deadlines = deadlines;
    this.retention = retention;
    this.rollouts = rollouts;
    this.committed = committed;
  }

  void start() {
    loop.start();
  }

  @Override
  public void close() {
    loop.close();
  }

  private void run() throws InterruptedException {
    database.useTransaction(this::sweep);
    rollouts.tick();
    committed.run();
    Thread.sleep(TICK.toMillis());
  }

  private void sweep(Handle db) {
    boolean leader =
        db.createQuery("SELECT pg_try_advisory_xact_lock(:lock)")
            .bind("lock", LEADER)
            .mapTo(Boolean.class)
            .one();
    if (leader) {
      deadlines.sweep(db);
      retention.sweep(db);
      db.execute("DELETE FROM answers WHERE created_at < now() - interval '1 day'");
    }
  }
}
