package ca.iotistic.fleet.update;

import ca.iotistic.fleet.store.Rows;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What became of updates, to look at. */
public final class Updates {
  private static final String COLUMNS =
      """
      SELECT number, id, device_uuid, action, version, scheduled_time, force, expires, state,
             reason, error, phase, percent, current_version, previous_version, target_version,
             deployment_type, duration_ms, downtime_ms, device, warning, rollout_id, stage,
             batch_id, created_by, created_at, acknowledged_at, started_at, ended_at
      FROM updates
      """;

  private Updates() {}

  /** Newest first. */
  public static List<ObjectNode> page(Handle db, String uuid, long before, int limit) {
    return db.createQuery(
            COLUMNS
                + " WHERE device_uuid = :uuid AND number < :before ORDER BY number DESC LIMIT :limit")
        .bind("uuid", uuid)
        .bind("before", before)
        .bind("limit", limit)
        .map(Rows.AS_JSON)
        .list();
  }

  public static Optional<ObjectNode> find(Handle db, String uuid, String id) {
    return db.createQuery(COLUMNS + " WHERE device_uuid = :uuid AND id = :id")
        .bind("uuid", uuid)
        .bind("id", id)
        .map(Rows.AS_JSON)
        .findOne();
  }

  /** Every status of it, in the device's order. */
  public static List<ObjectNode> statuses(Handle db, String uuid, String id, int limit) {
    return db.createQuery(
            """
            SELECT timestamp AS heard_at, payload FROM mqtt_messages
            WHERE device_uuid = :uuid AND update_id = :id ORDER BY sequence LIMIT :limit
            """)
        .bind("uuid", uuid)
        .bind("id", id)
        .bind("limit", limit)
        .map(Rows.AS_JSON)
        .list();
  }

  /** How many of a batch are in which state. */
  public static List<ObjectNode> ofBatch(Handle db, long batch) {
    return db.createQuery(
            "SELECT state, count(*) AS count FROM updates WHERE batch_id = :id GROUP BY state")
        .bind("id", batch)
        .map(Rows.AS_JSON)
        .list();
  }
}
