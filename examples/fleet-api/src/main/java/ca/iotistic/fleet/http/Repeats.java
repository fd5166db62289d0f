package ca.iotistic.fleet.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Calls with an {@code Idempotency-Key}: the second one with the same key gets the answer of the
 * first, and does nothing. Kept for a day.
 */
final class Repeats {
  private static final int LONGEST = 128;

  private Repeats() {}

  /** One such call; what it is about is in the digest. */
  record Key(long tokenId, String key, byte[] digest) {
    static Key of(long tokenId, String key, String method, String path, byte[] body) {
      if (key.isBlank()
          || key.length() > LONGEST
          || key.chars().anyMatch(c -> c < ' ' || c > '~')) {
        throw Problem.invalid(
            "Idempotency-Key must have 1 to " + LONGEST + " printable characters of ASCII.");
      }
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update((method + " " + path + "\n").getBytes(StandardCharsets.UTF_8));
        return new Key(tokenId, key, digest.digest(body));
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("every Java has SHA-256", impossible);
      }
    }
  }

  /** The answer of before. A call that is under way with the same key is waited for. */
  static Optional<Answer> before(Handle db, Key key) {
    int first =
        db.execute(
            "INSERT INTO answers (token_id, key, call) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            key.tokenId(),
            key.key(),
            key.digest());
    if (first == 1) {
      return Optional.empty();
    }
    return Optional.of(
        db.createQuery(
                """
                SELECT call, status, location, body FROM answers
                WHERE token_id = :token AND key = :key
                """)
            .bind("token", key.tokenId())
            .bind("key", key.key())
            .map(
                (row, context) -> {
                  if (!Arrays.equals(row.getBytes("call"), key.digest())) {
                    throw new Problem(
                        422,
                        "idempotency-key-reused",
                        "The Idempotency-Key was used for another call",
                        "Use a new key for each thing that you want done.");
                  }
                  return new Answer(
                      row.getInt("status"),
                      "application/json",
                      row.getString("body"),
                      Optional.ofNullable(row.getString("location")));
                })
            .one());
  }

  static void keep(Handle db, Key key, Answer answer) {
    db.createUpdate(
            """
            UPDATE answers SET status = :status, location = :location, body = :body
            WHERE token_id = :token AND key = :key
            """)
        .bind("status", answer.status())
        .bind("location", answer.location().orElse(null))
        .bind("body", answer.body())
        .bind("token", key.tokenId())
        .bind("key", key.key())
        .execute();
  }
}
