package ca.iotistic.fleet;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;

/** A PostgreSQL of one test's own, which may go and come back on the same port. */
final class MortalPostgres implements AutoCloseable {
  private final Path directory;
  private EmbeddedPostgres server;

  private MortalPostgres(Path directory, EmbeddedPostgres server) {
    this.directory = directory;
    this.server = server;
  }

  static MortalPostgres in(Path directory) throws IOException {
    return new MortalPostgres(directory, builder(directory).start());
  }

  String url() {
    return "postgresql://postgres@127.0.0.1:" + server.getPort() + "/postgres";
  }

  Sql sql() throws Exception {
    return new Sql(server.getPostgresDatabase().getConnection());
  }

  /** Whoever is connected is not any more. */
  void stop() throws IOException {
    server.close();
  }

  void again() throws IOException {
    server = builder(directory).setPort(server.getPort()).start();
  }

  @Override
  public void close() throws IOException {
    stop();
  }

  private static EmbeddedPostgres.Builder builder(Path directory) {
    return EmbeddedPostgres.builder().setDataDirectory(directory).setCleanDataDirectory(false);
  }
}
