package ca.iotistic.fleet.rollout;

import ca.iotistic.fleet.device.Device;
import ca.iotistic.fleet.device.Devices;
import ca.iotistic.fleet.store.Database;
import ca.iotistic.fleet.update.Commands;
import ca.iotistic.fleet.update.Order;
import ca.iotistic.fleet.update.Origin;
import ca.iotistic.fleet.update.RefusedOrderException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes rollouts forward, one step a tick. It has no memory: each step is one transaction that
 * reads where a rollout stands, and writes commands and where it stands then. So it may be killed
 * anywhere, and nobody is commanded twice or forgotten.
 */
public final class Controller {
  private static final Logger LOG = LoggerFactory.getLogger(Controller.class);
  private static final long LEADER = 0x666c656574_02L;
  private static final int AT_ONCE = 50;

  /** Of the rows r, u and d of a device, its update and itself. */
  private static final String WITHDRAWABLE =
      """
      r.rollout_id = :id AND NOT r.withdrawn
      AND u.device_uuid = r.device_uuid AND u.id = r.update_id
      AND d.uuid = r.device_uuid AND d.latest_update = r.update_id
      AND u.state IN ('pending', 'acknowledged', 'scheduled')
      """;

  private final Database database;
  private final Devices devices;
  private final Commands commands;

  public Controller(Database database, Devices devices, Commands commands) {
    this.database = database;
    this.devices = devices;
    this.commands = commands;
  }

  /** Does nothing while another copy of the service is at it. */
  public void tick() {
    each("state = 'running'", this::forward);
    each(
        "state IN ('stopped', 'cancelled') AND ended_at > now() - interval '7 days'",
        this::withdraw);
  }

  /** One that cannot go on does not hold up the others. */
  private void each(String which, Step step) {
    for (long id : ids(which)) {
      try {
        step(id, which, step);
      } catch (RuntimeException failed) {
        if (Database.away(failed)) {
          throw failed;
        }
        LOG.warn("rollout={} does not go on: {}", id, failed.getMessage());
      }
    }
  }

  private List<Long> ids(String which) {
    return database.inTransaction(
        db ->
            db.createQuery("SELECT id FROM rollouts WHERE " + which + " ORDER BY id")
                .mapTo(Long.class)
                .list());
  }

  private interface Step {
    void take(Handle db, Rollout rollout);
  }

  /** What was paused or cancelled while we waited for its row is left as it is. */
  private void step(long id, String which, Step step) {
    database.useTransaction(
        db -> {
          boolean leader =
              db.createQuery("SELECT pg_try_advisory_xact_lock(:lock)")
                  .bind("lock", LEADER)
                  .mapTo(Boolean.class)
                  .one();
          if (leader) {
            db.createQuery(Rollout.COLUMNS + " WHERE id = :id AND " + which + " FOR UPDATE")
                .bind("id", id)
                .map((row, context) -> Rollout.of(row))
                .findOne()
                .ifPresent(rollout -> step.take(db, rollout));
          }
        });
  }

  private void forward(Handle db, Rollout rollout) {
    List<Rollout.Count> counts = Rollouts.counts(db, rollout.id());
    Optional<Rollout.Count> bad =
        counts.stream()
            .filter(count -> count.failed() * 100.0 > rollout.failureThreshold() * count.devices())
            .findFirst();
    if (bad.isPresent()) {
      stop(db, rollout, bad.get());
      return;
    }
    Optional<Rollout.Count> now =
        counts.stream().filter(count -> count.stage() == rollout.stage()).findFirst();
    if (now.isPresent() && now.get().commanded() < now.get().devices()) {
      command(db, rollout);
    } else if (now.isPresent() && !now.get().done()) {
      // A late status may have taken back an end.
      db.execute(
          "UPDATE rollouts SET soaking_since = NULL WHERE id = ? AND soaking_since IS NOT NULL",
          rollout.id());
    } else if (now.isPresent() && rollout.soaked().isEmpty()) {
      db.execute("UPDATE rollouts SET soaking_since = now() WHERE id = ?", rollout.id());
    } else if (now.isEmpty() || rollout.soaked().orElseThrow().compareTo(soak(rollout)) >= 0) {
      next(db, rollout);
    }
  }

  private static Duration soak(Rollout rollout) {
    return rollout.stages().get(rollout.stage()).soak();
  }

  private static void next(Handle db, Rollout rollout) {
    if (rollout.stage() + 1 < rollout.stages().size()) {
      LOG.info("rollout={} stage {} begins", rollout.id(), rollout.stage() + 1);
      db.execute(
          "UPDATE rollouts SET stage = stage + 1, soaking_since = NULL WHERE id = ?", rollout.id());
    } else {
      LOG.info("rollout={} completed", rollout.id());
      db.execute(
          "UPDATE rollouts SET state = 'completed', ended_at = now() WHERE id = ?", rollout.id());
    }
  }

  private static void stop(Handle db, Rollout rollout, Rollout.Count bad) {
    String reason =
        "%d of the %d devices of stage %d have failed, which is more than %s %%"
            .formatted(bad.failed(), bad.devices(), bad.stage(), rollout.failureThreshold());
    LOG.warn("rollout={} stopped: {}", rollout.id(), reason);
    db.execute(
        "UPDATE rollouts SET state = 'stopped', reason = ?, ended_at = now() WHERE id = ?",
        reason,
        rollout.id());
  }

  private void command(Handle db, Rollout rollout) {
    Order order;
    try {
      order = Order.update(rollout.command(), Instant.now());
    } catch (RefusedOrderException expired) {
      db.execute(
          "UPDATE rollouts SET state = 'stopped', reason = ?, ended_at = now() WHERE id = ?",
          expired.getMessage(),
          rollout.id());
      return;
    }
    // In the order in which everybody locks them, which is not that of each database.
    for (String uuid : waiting(db, rollout)) {
      Optional<Device> device = devices.lock(db, uuid).filter(Device::active);
      if (device.isEmpty()) {
        // Taken out of service since the rollout began.
        db.execute(
            "DELETE FROM rollout_devices WHERE rollout_id = ? AND device_uuid = ?",
            rollout.id(),
            uuid);
        continue;
      }
      ZoneId zone = zone(device.get());
      Order timed =
          rollout
              .localTime()
              .map(time -> order.at(LocalTimes.next(Instant.now(), time, zone)))
              .orElse(order);
      Commands.Given given =
          commands.give(
              db, device.get(), timed, Origin.rollout("rollout", rollout.id(), rollout.stage()));
      db.execute(
          "UPDATE rollout_devices SET update_id = ? WHERE rollout_id = ? AND device_uuid = ?",
          given.id(),
          rollout.id(),
          uuid);
    }
  }

  private static List<String> waiting(Handle db, Rollout rollout) {
    return db
        .createQuery(
            """
            SELECT device_uuid FROM rollout_devices
            WHERE rollout_id = :id AND stage = :stage AND update_id IS NULL
            ORDER BY device_uuid LIMIT :limit
            """)
        .bind("id", rollout.id())
        .bind("stage", rollout.stage())
        .bind("limit", AT_ONCE)
        .mapTo(String.class)
        .stream()
        .sorted()
        .toList();
  }

  private static ZoneId zone(Device device) {
    return device.zone().flatMap(Device::zone).orElse(ZoneOffset.UTC);
  }

  /** What has not begun shall not begin; what somebody has commanded since is left alone. */
  private void withdraw(Handle db, Rollout rollout) {
    List<String> uuids =
        db
            .createQuery(
                """
                SELECT r.device_uuid
                FROM rollout_devices r, updates u, devices d WHERE
                """
                    + WITHDRAWABLE
                    + " ORDER BY r.device_uuid LIMIT :limit")
            .bind("id", rollout.id())
            .bind("limit", AT_ONCE)
            .mapTo(String.class)
            .stream()
            .sorted()
            .toList();
    for (String uuid : uuids) {
      Optional<Device> device = devices.lock(db, uuid);
      if (device.isPresent() && withdrawn(db, rollout, uuid)) {
        Commands.Given ignored =
            commands.give(db, device.get(), Order.of("cancel"), Origin.call("rollout"));
      }
    }
  }

  /** Looks again: somebody may have commanded the device until it was ours. */
  private static boolean withdrawn(Handle db, Rollout rollout, String uuid) {
    return db.createUpdate(
                "UPDATE rollout_devices r SET withdrawn = true FROM updates u, devices d WHERE "
                    + WITHDRAWABLE
                    + " AND r.device_uuid = :uuid")
            .bind("id", rollout.id())
            .bind("uuid", uuid)
            .execute()
        == 1;
  }
}
