package ca.iotistic.fleet.device;

import ca.iotistic.fleet.store.Rows;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table of devices. Every method is part of the caller's transaction. */
public final class Devices {
  private static final String COLUMNS =
      """
      SELECT d.uuid, d.device_name AS "deviceName", d.device_type AS "deviceType", d.tags,
             d.is_active AS "isActive", d.zone, d.online, d.version,
             d.deployment_type AS "deploymentType", u.state, u.id AS "updateId",
             d.created_at AS "createdAt"
      FROM devices d LEFT JOIN updates u ON u.device_uuid = d.uuid AND u.id = d.latest_update
      """;

  private final Topics topics;

  public Devices(Topics topics) {
    this.topics = topics;
  }

  /** With its rows for the broker's access control. False if there is one by that uuid already. */
  public boolean register(Handle db, Device device) {
    int made =
        db.createUpdate(
                """
                INSERT INTO devices (uuid, device_name, device_type, tags, zone, is_active)
                VALUES (:uuid, :name, :type, :tags::jsonb, :zone, :active)
                ON CONFLICT DO NOTHING
                """)
            .bind("uuid", device.uuid())
            .bind("name", device.deviceName())
            .bind("type", device.deviceType())
            .bind("tags", json(device.tags()))
            .bind("zone", device.zone().orElse(null))
            .bind("active", device.active())
            .execute();
    if (made == 1) {
      new AccessLists(topics).admit(db, device.uuid());
      introduce(db, device.uuid());
    }
    return made == 1;
  }

  /** What was heard of it before. */
  private static void introduce(Handle db, String uuid) {
    db.execute(
        """
        UPDATE devices d SET online = s.online, version = s.version,
          deployment_type = s.deployment_type, zone = coalesce(s.zone, d.zone),
          document = s.document, document_at = s.heard
        FROM strangers s WHERE s.uuid = d.uuid AND d.uuid = ?
        """,
        uuid);
    db.execute("DELETE FROM strangers WHERE uuid = ?", uuid);
  }

  public void change(Handle db, Device device) {
    db.createUpdate(
            """
            UPDATE devices SET device_name = :name, device_type = :type, tags = :tags::jsonb,
                               zone = :zone, is_active = :active
            WHERE uuid = :uuid
            """)
        .bind("uuid", device.uuid())
        .bind("name", device.deviceName())
        .bind("type", device.deviceType())
        .bind("tags", json(device.tags()))
        .bind("zone", device.zone().orElse(null))
        .bind("active", device.active())
        .execute();
  }

  /** Nobody else gets it before this transaction is over: commands to a device have an order. */
  public Optional<Device> lock(Handle db, String uuid) {
    return db.createQuery(
            """
            SELECT uuid, device_name, device_type, tags, zone, is_active
            FROM devices WHERE uuid = :uuid FOR UPDATE
            """)
        .bind("uuid", uuid)
        .map(
            (row, context) ->
                new Device(
                    row.getString("uuid"),
                    row.getString("device_name"),
                    row.getString("device_type"),
                    texts(row.getString("tags")),
                    Optional.ofNullable(row.getString("zone")),
                    row.getBoolean("is_active")))
        .findOne();
  }

  public Optional<ObjectNode> find(Handle db, String uuid) {
    return db.createQuery(COLUMNS + " WHERE d.uuid = :uuid")
        .bind("uuid", uuid)
        .map(Rows.AS_JSON)
        .findOne();
  }

  /**
   * A page of those that match.
   *
   * @param after the uuid that the page before ended with, empty for the first
   */
  public List<ObjectNode> page(Handle db, Filter filter, String after, int limit) {
    return filter
        .bind(
            db.createQuery(
                COLUMNS + filter.where() + " AND d.uuid > :after ORDER BY d.uuid LIMIT :limit"))
        .bind("after", after)
        .bind("limit", limit)
        .map(Rows.AS_JSON)
        .list();
  }

  /** All that match. */
  public List<String> uuids(Handle db, Filter filter) {
    return filter
        .bind(
            db.createQuery(
                """
                SELECT d.uuid
                FROM devices d LEFT JOIN updates u ON u.device_uuid = d.uuid AND u.id = d.latest_update
                """
                    + filter.where()
                    + " ORDER BY d.uuid"))
        .mapTo(String.class)
        .list();
  }

  private static String json(List<String> texts) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    texts.forEach(json::add);
    return json.toString();
  }

  private static List<String> texts(String json) {
    List<String> texts = new ArrayList<>();
    Rows.read(json).forEach(each -> texts.add(each.asText()));
    return texts;
  }
}
