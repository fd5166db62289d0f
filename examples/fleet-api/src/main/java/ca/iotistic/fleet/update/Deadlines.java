package ca.iotistic.fleet.update;

import ca.iotistic.fleet.device.Device;
import ca.iotistic.fleet.device.Devices;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Ends, for the time being, what devices say nothing of. */
public final class Deadlines {
  private static final int AT_ONCE = 500;

  private final Devices devices;
  private final Retained retained;

  private record Due(String uuid, String id) {}

  public Deadlines(Devices devices, Retained retained) {
    this.devices = devices;
    this.retained = retained;
  }

  /** Within the caller's transaction. */
  public void sweep(Handle db) {
    timeOut(db);
    expire(db);
  }

  /** The command stays retained: a device that comes back late updates late. */
  private static void timeOut(Handle db) {
    db.execute(
        """
        UPDATE updates SET state = 'timeout', ended_by = 'cloud', ended_at = now()
        WHERE (device_uuid, id) IN (
          SELECT device_uuid, id FROM updates
          WHERE ended_by IS NULL AND deadline < now()
          ORDER BY deadline LIMIT ? FOR UPDATE SKIP LOCKED)
        """,
        AT_ONCE);
  }

  /** A minute late, because a device whose clock is behind may still begin. */
  private void expire(Handle db) {
    List<Due> due =
        db
            .createQuery(
                """
                SELECT device_uuid, id FROM updates
                WHERE ended_by IS NULL AND state = 'pending' AND expires < now() - interval '1 minute'
                LIMIT :limit
                """)
            .bind("limit", AT_ONCE)
            .map((row, context) -> new Due(row.getString("device_uuid"), row.getString("id")))
            .stream()
            .sorted(Comparator.comparing(Due::uuid))
            .toList();
    // In the order in which everybody locks them.
    for (Due one : due) {
      Optional<Device> locked = devices.lock(db, one.uuid());
      int ended =
          db.execute(
              """
              UPDATE updates SET state = 'cancelled', reason = 'expired', ended_by = 'cloud',
                                 ended_at = now()
              WHERE device_uuid = ? AND id = ? AND ended_by IS NULL AND state = 'pending'
              """,
              one.uuid(),
              one.id());
      if (locked.isPresent() && ended == 1) {
        retained.clear(db, one.uuid(), one.id());
      }
    }
  }
}
