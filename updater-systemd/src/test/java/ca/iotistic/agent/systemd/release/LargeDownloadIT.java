package ca.iotistic.agent.systemd.release;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.systemd.release.LargeServer.Content;
import ca.iotistic.agent.systemd.release.LargeServer.Turn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is many times as large as the memory, on a line that breaks. */
final class LargeDownloadIT {
  private static final long MIB = 1 << 20;

  @TempDir private Path directory;

  @Test
  void aGibibyteComesThroughWithoutAnyByteTwice() throws Exception {
    Content content = new Content(1, 1024 * MIB);
    try (LargeServer server =
        new LargeServer(
            new Turn(content, 200 * MIB),
            new Turn(content, 500 * MIB + 12_345),
            new Turn(content, 900 * MIB + 1),
            new Turn(content, content.size()))) {
      String digest = content.digest();
      download(server, content, digest);
      assertThat(server.begins()).containsExactly(0L, 200 * MIB, 500 * MIB + 12_345, 900 * MIB + 1);
      assertThat(server.sent()).isEqualTo(content.size());
    }
  }

  @Test
  void anotherContentInTheMiddleIsBegunAnew() throws Exception {
    Content old = new Content(1, 64 * MIB);
    Content content = new Content(2, 80 * MIB);
    try (LargeServer server =
        new LargeServer(
            new Turn(old, 30 * MIB),
            new Turn(content, 50 * MIB),
            new Turn(content, content.size()))) {
      download(server, content, content.digest());
      assertThat(server.begins()).containsExactly(0L, 0L, 50 * MIB);
      assertThat(server.sent()).isEqualTo(110 * MIB);
    }
  }

  @Test
  void whatAKilledProcessHasIsNotFetchedAgain() throws Exception {
    Content content = new Content(3, 96 * MIB);
    try (LargeServer server =
        new LargeServer(new Turn(content, 64 * MIB, true), new Turn(content, content.size()))) {
      String digest = content.digest();
      Path part =
          directory.resolve("downloads").resolve(digest.substring("sha256:".length()) + ".part");
      Process killed = new ProcessBuilder(command(server, digest)).inheritIO().start();
      Awaitility.await()
          .atMost(Duration.ofMinutes(5))
          .until(() -> Files.exists(part) && Files.size(part) == 64 * MIB);
      killed.destroyForcibly().waitFor();
      download(server, content, digest);
      assertThat(server.begins()).containsExactly(0L, 64 * MIB);
      assertThat(server.sent()).isEqualTo(content.size());
    }
  }

  private List<String> command(LargeServer server, String digest) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx32m",
        "-cp",
        System.getProperty("java.class.path"),
        LargeDownload.class.getName(),
        directory.toString(),
        server.address(),
        digest);
  }

  private void download(LargeServer server, Content content, String digest) throws Exception {
    long begin = System.nanoTime();
    Processes.Result result =
        new Processes(Seam.NONE)
            .run(command(server, digest), Map.of(), directory, Duration.ofMinutes(20), line -> {});
    String said = String.join("\n", result.tail());
    assertThat(result.ok()).as(said).isTrue();
    Path file = directory.resolve("downloads").resolve(digest.substring("sha256:".length()));
    assertThat(Files.size(file)).isEqualTo(content.size());
    assertThat(Digests.text(Digests.of(file))).isEqualTo(digest);
    System.out.printf(
        "%d MiB with -Xmx32m in %d s; %d requests at %s, %d MiB sent; %s%n",
        content.size() / MIB,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
        server.begins().size(),
        server.begins(),
        server.sent() / MIB,
        result.tail().get(result.tail().size() - 1));
  }
}
