package ca.iotistic.fleet.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedServerTest {
  @Test
  void whatItHasAcknowledgedIsOnTheDisk(@TempDir Path directory) throws Exception {
    EmbeddedServer server = EmbeddedServer.start(directory);
    try {
      List<String> settings =
          Jdbi.create(server.url().jdbc(), server.url().user().orElseThrow(), "")
              .withHandle(
                  handle ->
                      Stream.of("fsync", "synchronous_commit", "full_page_writes")
                          .map(name -> handle.select("SHOW " + name).mapTo(String.class).one())
                          .toList());
      assertThat(settings).containsOnly("on");
    } finally {
      server.close();
    }
  }
}
