package ca.iotistic.fleet.update;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What the broker has yet to get, in order for each device. */
public final class Outbox {
  /**
   * A message for the broker to retain; an empty one clears what it retains.
   *
   * @param expires the broker is to forget it then
   */
  public record Message(long id, String topic, byte[] payload, Optional<Instant> expires) {}

  private Outbox() {}

  static void add(Handle db, String uuid, String topic, byte[] payload, Optional<Instant> expires) {
    db.createUpdate(
            """
            INSERT INTO outbox (device_uuid, topic, payload, expires)
            VALUES (:uuid, :topic, :payload, :expires)
            """)
        .bind("uuid", uuid)
        .bind("topic", topic)
        .bind("payload", payload)
        .bind("expires", expires.map(Timestamp::from).orElse(null))
        .execute();
  }

  /**
   * Takes messages for as long as the caller's transaction lasts; other copies get others. A
   * device's second message is not given out before its first is deleted.
   */
  public static List<Message> take(Handle db, int limit) {
    return db.createQuery(
            """
            SELECT o.id, o.topic, o.payload, o.expires FROM outbox o
            WHERE o.due <= now()
              AND NOT EXISTS (SELECT 1 FROM outbox earlier
                              WHERE earlier.device_uuid = o.device_uuid AND earlier.id < o.id)
            ORDER BY o.id LIMIT :limit
            FOR UPDATE OF o SKIP LOCKED
            """)
        .bind("limit", limit)
        .map(
            (row, context) ->
                new Message(
                    row.getLong("id"),
                    row.getString("topic"),
                    row.getBytes("payload"),
                    Optional.ofNullable(row.getTimestamp("expires")).map(Timestamp::toInstant)))
        .list();
  }

  public static void delete(Handle db, long id) {
    db.execute("DELETE FROM outbox WHERE id = ?", id);
  }

  /** Tries it again in a while, so that others get their turn. */
  public static void postpone(Handle db, long id) {
    db.execute("UPDATE outbox SET due = now() + interval '10 seconds' WHERE id = ?", id);
  }

  public static long depth(Handle db) {
    return db.createQuery("SELECT count(*) FROM outbox").mapTo(Long.class).one();
  }
}
