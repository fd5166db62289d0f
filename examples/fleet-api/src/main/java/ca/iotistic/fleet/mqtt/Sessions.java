package ca.iotistic.fleet.mqtt;

import ca.iotistic.fleet.store.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Which copy of the service has which session at the broker. A session outlives its copy, since it
 * may hold statuses; who holds it is said by a lock that ends with the copy's connection to the
 * database, so that others notice a copy that was killed, and take its session over.
 */
final class Sessions {
  private static final int LOCKS = 0x666c7431;
  private static final int CHECK_SECONDS = 5;

  private final Database database;

  Sessions(Database database) {
    this.database = database;
  }

  /** A session that is ours until closed. */
  static final class Held implements AutoCloseable {
    private final Connection connection;
    private final int number;
    private final String fleet;

    private Held(Connection connection, int number, String fleet) {
      this.connection = connection;
      this.number = number;
      this.fleet = fleet;
    }

    String clientId() {
      return "fleet-" + fleet + "-" + number;
    }

    /** The group in which all copies share what devices say. */
    String group() {
      return "fleet-" + fleet;
    }

    boolean ours() {
      try {
        return connection.isValid(CHECK_SECONDS);
      } catch (SQLException broken) {
        return false;
      }
    }

    /** The broker does not have it any more. */
    void forget() throws SQLException {
      execute(connection, "DELETE FROM broker_sessions WHERE number = ?", number);
    }

    @Override
    public void close() {
      try {
        connection.close();
      } catch (SQLException gone) {
        // So is the lock.
      }
    }
  }

  /** One that nobody has, or a new one. */
  Held claim() throws SQLException {
    Connection connection = database.dedicated();
    try {
      Optional<Held> free = first(connection, numbers());
      if (free.isPresent()) {
        return free.get();
      }
      while (true) {
        int number =
            database.inTransaction(
                db ->
                    db.createQuery(
                            """
                            INSERT INTO broker_sessions
                            SELECT coalesce(max(number), 0) + 1 FROM broker_sessions
                            ON CONFLICT DO NOTHING RETURNING number
                            """)
                        .mapTo(Integer.class)
                        .findOne()
                        .orElse(0));
        Optional<Held> made = number == 0 ? Optional.empty() : first(connection, List.of(number));
        if (made.isPresent()) {
          return made.get();
        }
      }
    } catch (SQLException | RuntimeException failed) {
      connection.close();
      throw failed;
    }
  }

  /** One whose copy is gone. */
  Optional<Held> orphan() throws SQLException {
    List<Integer> numbers = numbers();
    if (numbers.size() < 2) {
      return Optional.empty();
    }
    Connection connection = database.dedicated();
    try {
      Optional<Held> free = first(connection, numbers);
      if (free.isEmpty()) {
        connection.close();
      }
      return free;
    } catch (SQLException | RuntimeException failed) {
      connection.close();
      throw failed;
    }
  }

  private List<Integer> numbers() {
    return database.inTransaction(
        db ->
            db.createQuery("SELECT number FROM broker_sessions ORDER BY number")
                .mapTo(Integer.class)
                .list());
  }

  private Optional<Held> first(Connection connection, List<Integer> numbers) throws SQLException {
    for (int number : numbers) {
      boolean locked =
          query(connection, "SELECT pg_try_advisory_lock(" + LOCKS + ", " + number + ")")
              .equals("t");
      if (!locked) {
        continue;
      }
      // Somebody may have drained it and forgotten it meanwhile.
      if (query(connection, "SELECT max(number) FROM broker_sessions WHERE number = " + number)
          .isEmpty()) {
        String ignored =
            query(connection, "SELECT pg_advisory_unlock(" + LOCKS + ", " + number + ")");
      } else {
        String fleet = query(connection, "SELECT id FROM fleet");
        return Optional.of(new Held(connection, number, fleet));
      }
    }
    return Optional.empty();
  }

  private static String query(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      String value = row.getString(1);
      return value == null ? "" : value;
    }
  }

  private static void execute(Connection connection, String sql, int number) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, number);
      statement.executeUpdate();
    }
  }
}
