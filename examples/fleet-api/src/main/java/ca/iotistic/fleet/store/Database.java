package ca.iotistic.fleet.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one database of all copies of the service. Thread-safe. */
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final int CONNECTIONS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(2);
  private static final int ATTEMPTS_AT_CONFLICTS = 5;

  /** Wrong login, no such database: no waiting mends that. */
  private static final Set<String> HOPELESS = Set.of("28000", "28P01", "3D000", "42501");

  /** Serialization failure, deadlock: the loser tries again. */
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

  private static final Set<String> AWAY = Set.of("08", "25", "40", "53", "57", "58");

  private final PGSimpleDataSource source;
  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final Optional<EmbeddedServer> embedded;

  private Database(PGSimpleDataSource source, Optional<EmbeddedServer> embedded) {
    this.source = source;
    this.embedded = embedded;
    HikariConfig config = new HikariConfig();
    config.setPoolName("fleet");
    config.setDataSource(source);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setConnectionTimeout(PATIENCE.toMillis());
    config.setInitializationFailTimeout(-1);
    this.pool = new HikariDataSource(config);
    this.jdbi = Jdbi.create(pool);
  }

  /**
   * Waits until the database answers, and brings its tables up to date.
   *
   * @param url absent: a server of our own, with its data in {@code directory}
   * @throws IOException if that can never work, with the cure
   */
  public static Database open(Optional<DatabaseUrl> url, Path directory)
      throws IOException, InterruptedException {
    Optional<EmbeddedServer> embedded =
        url.isPresent() ? Optional.empty() : Optional.of(EmbeddedServer.start(directory));
    DatabaseUrl where = url.or(() -> embedded.map(EmbeddedServer::url)).orElseThrow();
    PGSimpleDataSource source = source(where);
    try {
      await(source, where);
      Flyway.configure().dataSource(source).load().migrate();
      return new Database(source, embedded);
    } catch (IOException | InterruptedException | RuntimeException failed) {
      embedded.ifPresent(EmbeddedServer::close);
      throw failed;
    }
  }

  /** In one transaction; tried again when another one was in the way. */
  public <R, X extends Exception> R inTransaction(HandleCallback<R, X> work) throws X {
    for (int attempt = 1; ; attempt++) {
      try {
        return jdbi.inTransaction(work);
      } catch (JdbiException failed) {
        if (attempt == ATTEMPTS_AT_CONFLICTS || !CONFLICTS.contains(state(failed))) {
          throw failed;
        }
      }
    }
  }

  public <X extends Exception> void useTransaction(HandleConsumer<X> work) throws X {
    inTransaction(
        handle -> {
          work.useHandle(handle);
          return true;
        });
  }

  /** A connection of its own, for locks that last as long as it does. */
  public Connection dedicated() throws SQLException {
    return source.getConnection();
  }

  public boolean up() {
    try (Connection connection = pool.getConnection()) {
      return connection.isValid(Math.toIntExact(PATIENCE.toSeconds()));
    } catch (SQLException down) {
      return false;
    }
  }

  @Override
  public void close() {
    pool.close();
    embedded.ifPresent(EmbeddedServer::close);
  }

  /** The SQLSTATE behind a failure, empty if there is none. */
  public static String state(Throwable failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return "";
  }

  /**
   * Whether it failed for want of the database, and not for what was asked of it. By SQLSTATE's
   * classes: 08 connection, 25 transaction, 40 conflict, 53 resources, 57 operator, 58 system.
   */
  public static boolean away(Throwable failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        String state = sql.getSQLState();
        return state == null || AWAY.contains(state.substring(0, 2));
      }
    }
    return false;
  }

  private static void await(PGSimpleDataSource source, DatabaseUrl where)
      throws IOException, InterruptedException {
    while (true) {
      try (Connection ignored = source.getConnection()) {
        return;
      } catch (SQLException down) {
        if (HOPELESS.contains(String.valueOf(down.getSQLState()))) {
          throw new IOException(
              "the database "
                  + where
                  + " refuses us ("
                  + down.getMessage()
                  + "): correct FLEET_DATABASE_URL, or create the user and the database",
              down);
        }
        LOG.warn("waiting for the database {}: {}", where, down.getMessage());
        Thread.sleep(BETWEEN_ATTEMPTS.toMillis());
      }
    }
  }

  private static PGSimpleDataSource source(DatabaseUrl url) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    try {
      source.setUrl(url.jdbc());
    } catch (IllegalArgumentException unreadable) {
      throw new IllegalArgumentException("FLEET_DATABASE_URL is no address that JDBC can read");
    }
    url.user().ifPresent(source::setUser);
    url.password().ifPresent(source::setPassword);
    source.setApplicationName("fleet-api");
    source.setTcpKeepAlive(true);
    source.setConnectTimeout(Math.toIntExact(PATIENCE.toSeconds()));
    // A server that vanished without a word must not hold a thread for ever.
    source.setSocketTimeout(60);
    return source;
  }
}
