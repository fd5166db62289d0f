package ca.iotistic.fleet.update;

import ca.iotistic.fleet.device.Topics;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What the broker retains for a device: the newest command, until it has ended. */
public final class Retained {
  private static final byte[] NOTHING = {};

  private final Topics topics;

  public Retained(Topics topics) {
    this.topics = topics;
  }

  /** Unless a newer command is in its place by now. The device is locked by this transaction. */
  public void clear(Handle db, String uuid, String updateId) {
    int held =
        db.execute(
            "UPDATE devices SET retained_update = NULL WHERE uuid = ? AND retained_update = ?",
            uuid,
            updateId);
    if (held == 1) {
      Outbox.add(db, uuid, topics.update(uuid), NOTHING, Optional.empty());
    }
  }
}
