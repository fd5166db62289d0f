package ca.iotistic.fleet.status;

import ca.iotistic.fleet.device.Device;
import ca.iotistic.fleet.device.Devices;
import ca.iotistic.fleet.update.Retained;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * Writes a status down and what follows from it. Statuses may come in any order, and more than
 * once: what counts is the device's {@code sequence}, and a device's terminal status is the last
 * word about an update. What the cloud had guessed meanwhile, a time-out say, gives way.
 */
final class Ledger {
  private final Devices devices;
  private final Retained retained;
  private final Duration timeout;

  /**
   * An update of ours.
   *
   * @param ended by the device's own word
   */
  private record Known(String action, boolean ended) {}

  Ledger(Devices devices, Retained retained, Duration timeout) {
    this.devices = devices;
    this.retained = retained;
    this.timeout = timeout;
  }

  /**
   * Within the caller's transaction.
   *
   * @param overBudget then only the end of an update that we wait for is of interest
   */
  Verdict apply(Handle db, Report report, boolean overBudget) {
    Optional<Device> device = devices.lock(db, report.device());
    if (device.isEmpty()) {
      return Verdict.UNKNOWN_DEVICE;
    }
    Optional<Known> known = known(db, report);
    if (report.terminal() && known.filter(Known::ended).isPresent()) {
      // Its last word was heard, even if the history does not go back so far.
      return Verdict.REPEATED;
    }
    if (overBudget && !(report.terminal() && known.isPresent())) {
      return Verdict.FLOOD;
    }
    if (!keep(db, report)) {
      return Verdict.REPEATED;
    }
    String action = known.map(Known::action).orElseGet(() -> made(db, report));
    fill(db, report);
    if (advance(db, report, action) && report.terminal()) {
      retained.clear(db, report.device(), report.updateId());
      report
          .text("current_version")
          .filter(version -> version.length() <= Register.LONGEST)
          .ifPresent(version -> installed(db, report, version));
    }
    return Verdict.APPLIED;
  }

  private static Optional<Known> known(Handle db, Report report) {
    return db.createQuery(
            """
            SELECT action, ended_by IS NOT DISTINCT FROM 'device' AS ended FROM updates
            WHERE device_uuid = :uuid AND id = :id
            """)
        .bind("uuid", report.device())
        .bind("id", report.updateId())
        .map((row, context) -> new Known(row.getString("action"), row.getBoolean("ended")))
        .findOne();
  }

  private static boolean keep(Handle db, Report report) {
    return db.createUpdate(
                """
                INSERT INTO mqtt_messages (device_uuid, topic, type, reported_at, update_id,
                                           sequence, payload)
                VALUES (:uuid, :topic, :type, :reported, :id, :sequence, :payload::jsonb)
                ON CONFLICT (device_uuid, sequence) DO NOTHING
                """)
            .bind("uuid", report.device())
            .bind("topic", report.topic())
            .bind("type", report.type())
            .bind("reported", report.reportedAt().map(Timestamp::from).orElse(null))
            .bind("id", report.updateId())
            .bind("sequence", report.sequence())
            .bind("payload", report.body().toString())
            .execute()
        == 1;
  }

  /** An update that was not commanded by us, but on the device or past us; returns its action. */
  private String made(Handle db, Report report) {
    String action =
        report
            .text("action")
            .filter(a -> a.equals("rollback") || a.equals("cancel"))
            .orElse("update");
    db.createUpdate(
            """
            INSERT INTO updates (device_uuid, id, action, version, state, created_by, deadline)
            VALUES (:uuid, :id, :action, :version, 'pending', 'device',
                    now() + make_interval(secs => :timeout))
            """)
        .bind("uuid", report.device())
        .bind("id", report.updateId())
        .bind("action", action)
        .bind(
            "version", report.text("version").or(() -> report.text("target_version")).orElse(null))
        .bind("timeout", timeout.toSeconds())
        .execute();
    if (!action.equals("cancel")) {
      db.execute(
          "UPDATE devices SET latest_update = ? WHERE uuid = ?",
          report.updateId(),
          report.device());
    }
    return action;
  }

  /** What is true whenever it is heard. */
  private static void fill(Handle db, Report report) {
    boolean started = report.type().equals("update_started");
    db.createUpdate(
            """
            UPDATE updates SET
              acknowledged_at = coalesce(acknowledged_at, now()),
              started_at = CASE WHEN :started THEN coalesce(started_at, now()) ELSE started_at END,
              target_version = coalesce(target_version, :target),
              deployment_type = coalesce(deployment_type, :deployment),
              current_version = coalesce(current_version, :current)
            WHERE device_uuid = :uuid AND id = :id
            """)
        .bind("started", started)
        .bind("target", report.text("target_version").orElse(null))
        .bind("deployment", report.text("deployment_type").orElse(null))
        .bind("current", report.text("current_version").orElse(null))
        .bind("uuid", report.device())
        .bind("id", report.updateId())
        .execute();
  }

  /** False if something later has been heard. */
  private boolean advance(Handle db, Report report, String action) {
    Update update =
        db.createUpdate(
            """
            UPDATE updates SET
              state = :state, last_sequence = :sequence,
              ended_by = CASE WHEN :terminal THEN 'device' END,
              ended_at = CASE WHEN :terminal THEN now() END,
              reason = :reason, error = :error, warning = :warning, device = :outcome,
              phase = coalesce(:phase, phase), percent = :percent,
              current_version = coalesce(:current, current_version),
              previous_version = coalesce(:previous, previous_version),
              duration_ms = :duration, downtime_ms = :downtime,
              deadline = CASE
                WHEN ended_by = 'cloud' THEN now() + make_interval(secs => :timeout)
                WHEN :waiting AND scheduled_time IS NULL
                  THEN greatest(deadline, now() + make_interval(secs => :timeout))
                ELSE deadline END
            WHERE device_uuid = :uuid AND id = :id AND last_sequence < :sequence
              AND ended_by IS DISTINCT FROM 'device'
            """);
    return bind(update, report)
            .bind("state", report.state(action))
            .bind("timeout", timeout.toSeconds())
            .execute()
        == 1;
  }

  private static Update bind(Update update, Report report) {
    return update
        .bind("sequence", report.sequence())
        .bind("terminal", report.terminal())
        .bind("waiting", report.type().equals("update_scheduled"))
        .bind("reason", report.text("reason").orElse(null))
        .bind("error", report.text("error").orElse(null))
        .bind("warning", report.text("warning").orElse(null))
        .bind("outcome", report.text("device").orElse(null))
        .bind("phase", report.text("phase").orElse(null))
        .bind("percent", number(report.number("percent"), Integer.MAX_VALUE))
        .bind("current", report.text("current_version").orElse(null))
        .bind("previous", report.text("previous_version").orElse(null))
        .bind("duration", number(report.number("duration_ms"), Long.MAX_VALUE))
        .bind("downtime", number(report.number("downtime_ms"), Long.MAX_VALUE))
        .bind("uuid", report.device())
        .bind("id", report.updateId());
  }

  private static @Nullable Long number(OptionalLong value, long most) {
    return value.isPresent() && value.getAsLong() <= most ? value.getAsLong() : null;
  }

  private static void installed(Handle db, Report report, String version) {
    db.execute("UPDATE devices SET version = ? WHERE uuid = ?", version, report.device());
  }
}
