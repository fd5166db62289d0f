package ca.iotistic.fleet.access;

import ca.iotistic.fleet.store.Rows;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Who did what; written in the transaction that does it. */
public final class Audit {
  /**
   * A call that changed something, or tried to without permission.
   *
   * @param action the method and the route
   * @param subject the path
   * @param detail what was asked for
   */
  public record Entry(
      Principal who, String address, String action, String subject, JsonNode detail, int status) {}

  private Audit() {}

  public static void write(Handle db, Entry entry) {
    db.createUpdate(
            """
            INSERT INTO audit (token, token_id, address, action, subject, detail, status)
            VALUES (:token, :tokenId, :address, :action, :subject, :detail::jsonb, :status)
            """)
        .bind("token", entry.who().name())
        .bind("tokenId", entry.who().tokenId())
        .bind("address", entry.address())
        .bind("action", entry.action())
        .bind("subject", entry.subject())
        .bind("detail", entry.detail().toString())
        .bind("status", entry.status())
        .execute();
  }

  /** Newest first. */
  public static List<ObjectNode> page(Handle db, long before, int limit) {
    return db.createQuery(
            """
            SELECT id, at, token, token_id AS "tokenId", address, action, subject, detail, status
            FROM audit WHERE id < :before ORDER BY id DESC LIMIT :limit
            """)
        .bind("before", before)
        .bind("limit", limit)
        .map(Rows.AS_JSON)
        .list();
  }
}
