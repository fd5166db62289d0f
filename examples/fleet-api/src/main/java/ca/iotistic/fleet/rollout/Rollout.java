package ca.iotistic.fleet.rollout;

import ca.iotistic.fleet.store.Rows;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;

/**
 * A rollout as it stands in the database.
 *
 * @param localTime commands are for that time of day where the device is
 * @param failureThreshold per cent of a stage
 * @param stage the one under way
 * @param soaked how long the stage has been watched since its last update ended
 */
record Rollout(
    long id,
    ObjectNode command,
    Optional<LocalTime> localTime,
    List<Stage> stages,
    double failureThreshold,
    int stage,
    Optional<Duration> soaked) {
  static final String COLUMNS =
      """
      SELECT id, command::text AS command, local_time::text AS local_time,
             stages::text AS stages, failure_threshold, stage, soaking_since, now() AS now
      FROM rollouts
      """;

  static Rollout of(ResultSet row) throws SQLException {
    Instant now = row.getTimestamp("now").toInstant();
    return new Rollout(
        row.getLong("id"),
        (ObjectNode) Rows.read(row.getString("command")),
        Optional.ofNullable(row.getString("local_time")).map(LocalTime::parse),
        Stage.read(Rows.read(row.getString("stages"))),
        row.getDouble("failure_threshold"),
        row.getInt("stage"),
        Optional.ofNullable(row.getTimestamp("soaking_since"))
            .map(Timestamp::toInstant)
            .map(since -> Duration.between(since, now)));
  }

  /** How many of a stage are where. */
  record Count(int stage, int devices, int commanded, int succeeded, int failed, int ended) {
    boolean done() {
      return commanded == devices && ended == devices;
    }
  }
}
