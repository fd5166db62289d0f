package ca.iotistic.fleet.status;

import ca.iotistic.fleet.device.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Keeps the state that each device retains at the broker. */
final class Register {
  /** Of a text that is an index's. */
  static final int LONGEST = 128;

  private static final int MOST_STRANGERS = 10_000;

  private Register() {}

  /**
   * Within the caller's transaction. A copy of the service that is behind does not undo what one
   * wrote that is not: what was heard later stays.
   */
  static void write(Handle db, String uuid, ObjectNode document, Instant heard) {
    Update update =
        db.createUpdate(
            """
            UPDATE devices SET
              online = :online, version = coalesce(:version, version),
              deployment_type = coalesce(:deployment, deployment_type),
              zone = coalesce(:zone, zone), document = :document::jsonb, document_at = :heard
            WHERE uuid = :uuid AND (document_at IS NULL OR document_at <= :heard)
              AND document IS DISTINCT FROM :document::jsonb
            """);
    bind(update, uuid, document, heard).execute();
  }

  /** Keeps the state of one that is not registered, for when it is. */
  static void writeStranger(Handle db, String uuid, ObjectNode document, Instant heard) {
    Update update =
        db.createUpdate(
            """
            INSERT INTO strangers (uuid, online, version, deployment_type, zone, document, heard)
            SELECT :uuid, :online, :version, :deployment, :zone, :document::jsonb, :heard
            WHERE (SELECT count(*) FROM strangers) < :most
              OR EXISTS (SELECT 1 FROM strangers WHERE uuid = :uuid)
            ON CONFLICT (uuid) DO UPDATE SET
              online = excluded.online, version = excluded.version,
              deployment_type = excluded.deployment_type, zone = excluded.zone,
              document = excluded.document, heard = excluded.heard
            WHERE strangers.heard <= excluded.heard
            """);
    bind(update, uuid, document, heard).bind("most", MOST_STRANGERS).execute();
  }

  private static Update bind(Update update, String uuid, ObjectNode document, Instant heard) {
    return update
        .bind("uuid", uuid)
        .bind("online", document.path("online").asBoolean(false))
        .bind("version", text(document, "version").orElse(null))
        .bind("deployment", text(document, "deployment_type").orElse(null))
        .bind("zone", text(document, "zone").filter(z -> Device.zone(z).isPresent()).orElse(null))
        .bind("document", document.toString())
        .bind("heard", Timestamp.from(heard));
  }

  static boolean knows(Handle db, String uuid) {
    return db.createQuery("SELECT 1 FROM devices WHERE uuid = :uuid")
        .bind("uuid", uuid)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private static Optional<String> text(ObjectNode document, String name) {
    return Optional.ofNullable(document.get(name))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .filter(text -> text.length() <= LONGEST);
  }
}
