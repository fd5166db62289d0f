package ca.iotistic.fleet;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One real PostgreSQL for all tests of this process, with a database for each bed. */
final class Postgres {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final EmbeddedPostgres SERVER = start();

  private Postgres() {}

  /** A new, empty one. */
  static String database() throws SQLException {
    String name = "fleet" + NUMBER.incrementAndGet();
    try (Connection connection = SERVER.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return "postgresql://postgres@127.0.0.1:" + SERVER.getPort() + "/" + name;
  }

  static Connection connect(String url) throws SQLException {
    return SERVER.getDatabase("postgres", url.substring(url.lastIndexOf('/') + 1)).getConnection();
  }

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder().setServerConfig("max_connections", "200").start();
    } catch (IOException failed) {
      throw new IllegalStateException("no PostgreSQL for the tests", failed);
    }
  }
}
