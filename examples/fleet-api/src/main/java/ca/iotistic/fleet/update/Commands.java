package ca.iotistic.fleet.update;

import ca.iotistic.fleet.device.Device;
import ca.iotistic.fleet.device.Topics;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Gives commands: the record and the message for the broker are one transaction, so there is never
 * one without the other. The id in the command is that of the update, and a device runs an id once;
 * so a message that goes out twice is one command.
 */
public final class Commands {
  private final Topics topics;
  private final Duration timeout;

  /** A command that will reach the broker. */
  public record Given(String id, String topic) {}

  public Commands(Topics topics, Duration timeout) {
    this.topics = topics;
    this.timeout = timeout;
  }

  /**
   * Within the caller's transaction.
   *
   * @param device locked by this transaction
   */
  public Given give(Handle db, Device device, Order order, Origin origin) {
    Instant now = Instant.now();
    String id = UUID.randomUUID().toString();
    String topic = topics.update(device.uuid());
    supersede(db, device.uuid(), order.cancels() ? "cancelled" : "superseded");
    record(db, device.uuid(), id, order, origin, now);
    Outbox.add(db, device.uuid(), topic, order.payload(id, now), order.expires());
    db.createUpdate(
            """
            UPDATE devices SET retained_update = :id,
                   latest_update = CASE WHEN :cancels THEN latest_update ELSE :id END
            WHERE uuid = :uuid
            """)
        .bind("id", id)
        .bind("cancels", order.cancels())
        .bind("uuid", device.uuid())
        .execute();
    return new Given(id, topic);
  }

  /**
   * What no device has acknowledged is replaced at the broker and may never be seen by it; if it
   * was seen after all, the device's word corrects this.
   */
  private static void supersede(Handle db, String uuid, String reason) {
    db.createUpdate(
            """
            UPDATE updates SET state = 'cancelled', reason = :reason, ended_by = 'cloud',
                               ended_at = now()
            WHERE device_uuid = :uuid AND state = 'pending'
            """)
        .bind("uuid", uuid)
        .bind("reason", reason)
        .execute();
  }

  private void record(Handle db, String uuid, String id, Order order, Origin origin, Instant now) {
    Instant start = order.scheduledTime().filter(now::isBefore).orElse(now);
    db.createUpdate(
            """
            INSERT INTO updates (device_uuid, id, action, version, scheduled_time, force, expires,
                                 state, rollout_id, stage, batch_id, created_by, deadline)
            VALUES (:uuid, :id, :action, :version, :scheduled, :force, :expires,
                    'pending', :rollout, :stage, :batch, :by, :deadline)
            """)
        .bind("uuid", uuid)
        .bind("id", id)
        .bind("action", order.action())
        .bind("version", order.version().orElse(null))
        .bind("scheduled", order.scheduledTime().map(Commands::stamp).orElse(null))
        .bind("force", order.force())
        .bind("expires", order.expires().map(Commands::stamp).orElse(null))
        .bind("rollout", origin.rollout().orElse(null))
        .bind("stage", origin.stage().orElse(null))
        .bind("batch", origin.batch().orElse(null))
        .bind("by", origin.by())
        .bind("deadline", stamp(latest(start, timeout)))
        .execute();
  }

  /** The year of a schedule may be beyond what a database can hold. */
  private static Instant latest(Instant start, Duration timeout) {
    Instant most = Instant.parse("9999-01-01T00:00:00Z");
    return start.isBefore(most) ? start.plus(timeout) : most;
  }

  private static Timestamp stamp(Instant moment) {
    return Timestamp.from(moment);
  }
}
