package ca.iotistic.fleet.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Who may use which topics, as rows for brokers that ask a database and as a file for Mosquitto.
 */
public final class AccessLists {
  private static final String LONG = "iot/device/";
  private static final Map<Integer, String> WORDS = Map.of(1, "read", 2, "write", 3, "readwrite");

  private final Topics topics;

  public AccessLists(Topics topics) {
    this.topics = topics;
  }

  /** What the service itself needs; made once. */
  public void admitService(Handle db) {
    for (String base : topics.bases()) {
      String any = base.replace("{uuid}", "+");
      row(db, "cloud-api", any + "/update", 2);
      row(db, "cloud-api", any + "/status", 1);
      row(db, "cloud-api", any + "/state", 1);
    }
  }

  /** A device may use what is below its own name. */
  void admit(Handle db, String uuid) {
    for (String base : topics.bases()) {
      String own = base.startsWith(LONG) ? LONG + "{uuid}" : base;
      row(db, "device-" + uuid, own.replace("{uuid}", uuid) + "/#", 3);
    }
  }

  /** In the form of {@code acl_file} in {@code mosquitto.conf(5)}. */
  public String export(Handle db) {
    List<String> lines = new ArrayList<>();
    String[] user = {""};
    db.createQuery("SELECT DISTINCT username, topic, rw FROM mqtt_acls ORDER BY username, topic")
        .map(
            (row, context) ->
                List.of(
                    row.getString(1), row.getString(2), WORDS.getOrDefault(row.getInt(3), "deny")))
        .forEach(
            row -> {
              // A line of its own would be a rule of its own.
              if (row.stream().anyMatch(part -> part.chars().anyMatch(c -> c < ' '))) {
                return;
              }
              if (!row.get(0).equals(user[0])) {
                user[0] = row.get(0);
                lines.add((lines.isEmpty() ? "" : "\n") + "user " + user[0]);
              }
              lines.add("topic " + row.get(2) + " " + row.get(1));
            });
    return String.join("\n", lines) + "\n";
  }

  private static void row(Handle db, String username, String topic, int rights) {
    db.createUpdate(
            """
            INSERT INTO mqtt_acls (username, topic, rw)
            SELECT :username, :topic, :rights
            WHERE NOT EXISTS (SELECT 1 FROM mqtt_acls
                              WHERE username = :username AND topic = :topic AND rw = :rights)
            """)
        .bind("username", username)
        .bind("topic", topic)
        .bind("rights", rights)
        .execute();
  }
}
