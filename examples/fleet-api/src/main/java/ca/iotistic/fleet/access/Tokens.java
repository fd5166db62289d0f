package ca.iotistic.fleet.access;

import ca.iotistic.fleet.store.Rows;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * The tokens, of which only hashes are kept. They are random and long, so that a plain hash is
 * enough.
 */
public final class Tokens {
  private static final String ADMIN = "admin";
  private static final long ADMIN_LOCK = 0x666c656574_01L;
  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A new token; the secret is shown this once. */
  public record Made(long id, String secret) {}

  private Tokens() {}

  /**
   * Sees to it that there is a token for administration.
   *
   * @param given by the settings; replaces the one before
   * @return the secret, if one was made now
   */
  public static Optional<String> admin(Handle db, Optional<String> given) {
    // Two copies that start at once make one token, not two.
    db.execute("SELECT pg_advisory_xact_lock(?)", ADMIN_LOCK);
    if (given.isPresent()) {
      if (principal(db, given.get()).isEmpty()) {
        db.execute(
            "UPDATE tokens SET revoked_at = now() WHERE name = ? AND created_by = ''", ADMIN);
        insert(db, ADMIN, EnumSet.allOf(Scope.class), given.get(), "");
      }
      return Optional.empty();
    }
    boolean there =
        db.createQuery(
                "SELECT 1 FROM tokens WHERE revoked_at IS NULL AND 'admin' = ANY (scopes) LIMIT 1")
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (there) {
      return Optional.empty();
    }
    String secret = secret();
    insert(db, ADMIN, EnumSet.allOf(Scope.class), secret, "");
    return Optional.of(secret);
  }

  public static Made make(Handle db, String name, Set<Scope> scopes, String by) {
    String secret = secret();
    return new Made(insert(db, name, scopes, secret, by), secret);
  }

  /** False if there is none, or none any more. */
  public static boolean revoke(Handle db, long id) {
    return db.execute(
            "UPDATE tokens SET revoked_at = now() WHERE id = ? AND revoked_at IS NULL", id)
        == 1;
  }

  public static List<ObjectNode> list(Handle db) {
    return db.createQuery(
            """
            SELECT id, name, scopes, created_by AS "createdBy", created_at AS "createdAt",
                   revoked_at AS "revokedAt"
            FROM tokens ORDER BY id
            """)
        .map(Rows.AS_JSON)
        .list();
  }

  public static Optional<Principal> principal(Handle db, String secret) {
    return db.createQuery(
            "SELECT id, name, scopes FROM tokens WHERE hash = :hash AND revoked_at IS NULL")
        .bind("hash", hash(secret))
        .map(
            (row, context) -> {
              Set<Scope> scopes = EnumSet.noneOf(Scope.class);
              for (Object scope : (Object[]) row.getArray("scopes").getArray()) {
                Scope.of(String.valueOf(scope)).ifPresent(scopes::add);
              }
              return new Principal(row.getLong("id"), row.getString("name"), scopes);
            })
        .findOne();
  }

  private static long insert(Handle db, String name, Set<Scope> scopes, String secret, String by) {
    return db.createQuery(
            """
            INSERT INTO tokens (name, hash, scopes, created_by)
            VALUES (:name, :hash, string_to_array(:scopes, ','), :by)
            ON CONFLICT (hash) DO UPDATE SET revoked_at = NULL, scopes = excluded.scopes
            RETURNING id
            """)
        .bind("name", name)
        .bind("hash", hash(secret))
        .bind("scopes", String.join(",", scopes.stream().map(Scope::wire).toList()))
        .bind("by", by)
        .mapTo(Long.class)
        .one();
  }

  private static String secret() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return "fleet_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] hash(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
