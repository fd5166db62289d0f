package ca.iotistic.fleet.rollout;

import ca.iotistic.fleet.store.Rows;
import ca.iotistic.fleet.update.Order;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The table of rollouts. Every method is part of the caller's transaction. */
public final class Rollouts {
  private static final List<String> ENDED = List.of("stopped", "completed", "cancelled");

  /**
   * What is asked for.
   *
   * @param stages absent: those of the usual rollout, 10, 50 and 40 per cent
   */
  public record Wanted(
      String name,
      Order order,
      Optional<LocalTime> localTime,
      Optional<JsonNode> stages,
      double failureThreshold,
      String by) {}

  private Rollouts() {}

  /**
   * Begins at the next tick.
   *
   * @throws IllegalArgumentException with the rule that its stages break
   */
  public static long create(Handle db, Wanted wanted, List<String> uuids) {
    List<Stage> stages = wanted.stages().map(Stage::read).orElseGet(Stage::usual);
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    stages.forEach(stage -> json.add(stage.toJson()));
    long id =
        db.createQuery(
                """
                INSERT INTO rollouts (name, command, local_time, stages, failure_threshold, state,
                                      created_by)
                VALUES (:name, :command::jsonb, :local::time, :stages::jsonb, :threshold, 'running',
                        :by)
                RETURNING id
                """)
            .bind("name", wanted.name())
            .bind("command", wanted.order().toJson().toString())
            .bind("local", wanted.localTime().map(LocalTime::toString).orElse(null))
            .bind("stages", json.toString())
            .bind("threshold", wanted.failureThreshold())
            .bind("by", wanted.by())
            .mapTo(Long.class)
            .one();
    PreparedBatch rows =
        db.prepareBatch(
            "INSERT INTO rollout_devices (rollout_id, device_uuid, stage) VALUES (?, ?, ?)");
    Set<String> tagged = tagged(db, stages);
    Shares.of(uuids, stages, (uuid, tag) -> tagged.contains(tag + '\n' + uuid), id)
        .forEach((uuid, stage) -> rows.add(id, uuid, stage));
    if (rows.size() > 0) {
      rows.execute();
    }
    return id;
  }

  public static Optional<ObjectNode> find(Handle db, long id) {
    return db.createQuery(
            """
            SELECT id, name, command, local_time, stages, failure_threshold AS
                   failure_threshold_percent, state, reason, stage, soaking_since, created_by,
                   created_at, ended_at
            FROM rollouts WHERE id = :id
            """)
        .bind("id", id)
        .map(Rows.AS_JSON)
        .findOne()
        .map(
            rollout -> {
              rollout.set("progress", progress(db, id));
              return rollout;
            });
  }

  /** Newest first. */
  public static List<ObjectNode> page(Handle db, long before, int limit) {
    return db.createQuery(
            """
            SELECT id, name, command, state, reason, stage, created_by, created_at, ended_at
            FROM rollouts WHERE id < :before ORDER BY id DESC LIMIT :limit
            """)
        .bind("before", before)
        .bind("limit", limit)
        .map(Rows.AS_JSON)
        .list();
  }

  /** Pauses, resumes or cancels; false if it is not in a state for that. */
  public static boolean turn(Handle db, long id, List<String> from, String to) {
    return db.createUpdate(
                """
                UPDATE rollouts SET state = :to, ended_at = CASE WHEN :ended THEN now() END
                WHERE id = :id AND state = ANY (string_to_array(:from, ','))
                """)
            .bind("to", to)
            .bind("ended", ENDED.contains(to))
            .bind("id", id)
            .bind("from", String.join(",", from))
            .execute()
        == 1;
  }

  static List<Rollout.Count> counts(Handle db, long id) {
    return db.createQuery(
            """
            SELECT r.stage, count(*) AS devices, count(r.update_id) AS commanded,
                   count(*) FILTER (WHERE u.state = 'succeeded') AS succeeded,
                   count(*) FILTER (WHERE u.state = 'failed'
                     OR (u.state = 'timeout' AND u.acknowledged_at IS NOT NULL)) AS failed,
                   count(*) FILTER (WHERE u.ended_by IS NOT NULL) AS ended
            FROM rollout_devices r
            LEFT JOIN updates u ON u.device_uuid = r.device_uuid AND u.id = r.update_id
            WHERE r.rollout_id = :id GROUP BY r.stage ORDER BY r.stage
            """)
        .bind("id", id)
        .map(
            (row, context) ->
                new Rollout.Count(
                    row.getInt("stage"),
                    row.getInt("devices"),
                    row.getInt("commanded"),
                    row.getInt("succeeded"),
                    row.getInt("failed"),
                    row.getInt("ended")))
        .list();
  }

  private static ArrayNode progress(Handle db, long id) {
    ArrayNode progress = JsonNodeFactory.instance.arrayNode();
    for (Rollout.Count count : counts(db, id)) {
      progress
          .addObject()
          .put("stage", count.stage())
          .put("devices", count.devices())
          .put("commanded", count.commanded())
          .put("succeeded", count.succeeded())
          .put("failed", count.failed())
          .put("ended", count.ended());
    }
    return progress;
  }

  private static Set<String> tagged(Handle db, List<Stage> stages) {
    Set<String> tagged = new HashSet<>();
    for (Stage stage : stages) {
      stage
          .tag()
          .ifPresent(
              tag ->
                  tagged.addAll(
                      db.createQuery(
                              "SELECT uuid FROM devices WHERE tags @> jsonb_build_array(:tag::text)")
                          .bindMap(Map.of("tag", tag))
                          .mapTo(String.class)
                          .map(uuid -> tag + '\n' + uuid)
                          .list()));
    }
    return tagged;
  }
}
