package ca.iotistic.fleet.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of our own on a free loopback port, whose data stays. Everybody on this machine may
 * use it.
 */
final class EmbeddedServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration STOP = Duration.ofSeconds(30);
  private static final int PORT_LINE = 3;

  private final int port;
  private final AutoCloseable server;

  private EmbeddedServer(int port, AutoCloseable server) {
    this.port = port;
    this.server = server;
  }

  /** Starts it, or takes over one that a killed copy of the service has left running. */
  static EmbeddedServer start(Path directory) throws IOException {
    Path data = directory.resolve("postgres");
    try {
      Files.createDirectories(directory);
      Optional<EmbeddedServer> left = left(data);
      if (left.isPresent()) {
        LOG.info("took over the database in {}, which was still running", data);
        return left.get();
      }
      EmbeddedPostgres started =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setRegisterShutdownHook(false)
              .setOverrideWorkingDirectory(directory.resolve("postgres-binaries").toFile())
              .setPGStartupWait(START)
              .setServerConfig("max_connections", "200")
              // It is made for tests, and would lose in a power cut what it has acknowledged.
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .start();
      return new EmbeddedServer(started.getPort(), started);
    } catch (IOException | RuntimeException failed) {
      throw new IOException(
          "the embedded PostgreSQL does not start in "
              + data
              + " ("
              + failed
              + "): see that FLEET_DATA_DIR may be written, or name a server in"
              + " FLEET_DATABASE_URL. PostgreSQL refuses to run as root, except where root has user"
              + " namespaces (`unshare -U id`): use another user",
          failed);
    }
  }

  DatabaseUrl url() {
    return new DatabaseUrl(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
        Optional.of("postgres"),
        Optional.empty());
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (Exception failed) {
      LOG.warn("the embedded database did not stop: {}", failed.toString());
    }
  }

  private static Optional<EmbeddedServer> left(Path data) throws IOException {
    Path file = data.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    // A number that was given to somebody else meanwhile is no server of ours.
    Optional<ProcessHandle> process =
        ProcessHandle.of(Long.parseLong(lines.get(0).trim()))
            .filter(ProcessHandle::isAlive)
            .filter(one -> one.info().command().filter(c -> c.contains("postgres")).isPresent());
    if (process.isEmpty() || lines.size() <= PORT_LINE) {
      return Optional.empty();
    }
    int port = Integer.parseInt(lines.get(PORT_LINE).trim());
    return Optional.of(
        new EmbeddedServer(
            port,
            () -> {
              boolean ignored = process.get().destroy();
              // Who starts next must not take over one that is about to end.
              ProcessHandle over = process.get().onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
              LOG.debug("the database {} has ended", over.pid());
            }));
  }
}
