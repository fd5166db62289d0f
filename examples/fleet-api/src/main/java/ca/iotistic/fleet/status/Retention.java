package ca.iotistic.fleet.status;

import java.time.Duration;
import org.jdbi.v3.core.Handle;

/**
 * Deletes what devices have said long ago. What became of an update stays: it is in the update
 * itself.
 */
public final class Retention {
  private static final int AT_ONCE = 500;

  private final Duration keep;

  public Retention(Duration keep) {
    this.keep = keep;
  }

  /** A few of them, within the caller's transaction; it is called often. */
  public void sweep(Handle db) {
    db.createUpdate(
            """
            DELETE FROM mqtt_messages WHERE id IN (
              SELECT id FROM mqtt_messages WHERE timestamp < now() - make_interval(secs => :keep)
              ORDER BY timestamp LIMIT :limit)
            """)
        .bind("keep", keep.toSeconds())
        .bind("limit", AT_ONCE)
        .execute();
  }
}
