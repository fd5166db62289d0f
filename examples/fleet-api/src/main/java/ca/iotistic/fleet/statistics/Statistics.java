package ca.iotistic.fleet.statistics;

import ca.iotistic.fleet.store.Rows;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** How updates ended: a success is one that succeeded, of all that have ended. */
public final class Statistics {
  /** By what the ended updates may be grouped, and the SQL of it. */
  private static final Map<String, String> GROUPS =
      Map.of(
          "hour",
              "to_char(date_trunc('hour', u.ended_at AT TIME ZONE 'UTC'), 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')",
          "version", "coalesce(u.target_version, u.version, '')",
          "type", "d.device_type");

  private static final String SELECT =
      """
      SELECT %s AS key, count(*) AS ended,
             count(*) FILTER (WHERE u.state = 'succeeded') AS succeeded,
             count(*) FILTER (WHERE u.state = 'failed') AS failed,
             count(*) FILTER (WHERE u.state = 'timeout') AS timeout,
             count(*) FILTER (WHERE u.state = 'cancelled') AS cancelled,
             round(100.0 * count(*) FILTER (WHERE u.state = 'succeeded') / nullif(count(*), 0), 2)
               AS success_rate_percent,
             json_build_object(
               'p50', percentile_cont(0.5) WITHIN GROUP (ORDER BY u.duration_ms),
               'p90', percentile_cont(0.9) WITHIN GROUP (ORDER BY u.duration_ms),
               'p99', percentile_cont(0.99) WITHIN GROUP (ORDER BY u.duration_ms)) AS duration_ms,
             json_build_object(
               'p50', percentile_cont(0.5) WITHIN GROUP (ORDER BY u.downtime_ms),
               'p90', percentile_cont(0.9) WITHIN GROUP (ORDER BY u.downtime_ms),
               'p99', percentile_cont(0.99) WITHIN GROUP (ORDER BY u.downtime_ms)) AS downtime_ms
      FROM updates u JOIN devices d ON d.uuid = u.device_uuid
      WHERE u.action <> 'cancel' AND u.ended_by IS NOT NULL
        AND u.ended_at >= :since AND u.ended_at < :until
      """;

  private Statistics() {}

  public static List<String> groups() {
    return GROUPS.keySet().stream().sorted().toList();
  }

  public static ObjectNode total(Handle db, Instant since, Instant until) {
    ObjectNode total =
        db.createQuery(SELECT.formatted("''"))
            .bind("since", Timestamp.from(since))
            .bind("until", Timestamp.from(until))
            .map(Rows.AS_JSON)
            .one();
    total.remove("key");
    return total;
  }

  /** One of {@link #groups}. */
  public static List<ObjectNode> by(Handle db, String group, Instant since, Instant until) {
    return db.createQuery(
            SELECT.formatted(GROUPS.getOrDefault(group, "''"))
                + " GROUP BY 1 ORDER BY 1 LIMIT 1000")
        .bind("since", Timestamp.from(since))
        .bind("until", Timestamp.from(until))
        .map(Rows.AS_JSON)
        .list();
  }
}
