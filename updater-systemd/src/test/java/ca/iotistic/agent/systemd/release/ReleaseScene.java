package ca.iotistic.agent.systemd.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.io.ManualTime;
import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A device with 1.0.5, and a server with releases. */
abstract class ReleaseScene {
  static final String ARTIFACT = "iotistic-agent-linux-" + Architecture.ofThisMachine();
  static final String ETAG = "\"one\"";

  @TempDir Path directory;
  final Map<String, String> settings = new TreeMap<>();
  final List<Long> reported = new ArrayList<>();
  Time time = new ManualTime("2026-11-10T02:00:00Z");
  FakeServer server;

  @BeforeEach
  void open() throws IOException {
    server = FakeServer.plain();
    settings.put("systemd.releases", server.address() + "/x");
  }

  @AfterEach
  void close() {
    server.close();
  }

  ReleaseSource source() {
    return source(Seam.NONE);
  }

  ReleaseSource source(Seam seam) {
    Environment environment =
        new Environment(
            settings,
            "1.0.5",
            directory,
            directory.resolve("backups"),
            3,
            new Processes(Seam.NONE),
            time,
            seam);
    return new ReleaseSource(environment, directory.resolve("binary"), Map.of());
  }

  static String path(String version, String name) {
    return "/x/releases/download/v" + version + "/" + name;
  }

  static String artifact(String version) {
    return path(version, ARTIFACT);
  }

  /** Lists the artifact of a version. */
  void sums(String version, byte[] content) {
    server.on(
        path(version, "SHA256SUMS"), FakeServer.text(200, hex(content) + "  " + ARTIFACT + "\n"));
  }

  void publish(String version, byte[] content) {
    sums(version, content);
    server.on(artifact(version), FakeServer.file(content, "ETag", ETAG));
  }

  Release resolve(String version) throws UpdateException, InterruptedException {
    return resolve(Request.of(version));
  }

  Release resolve(Request request) throws UpdateException, InterruptedException {
    return source().resolve(request, new Installed("1.0.5", "sha256:installed", true));
  }

  Path fetch(byte[] content) throws UpdateException, InterruptedException {
    return fetch(server.address() + artifact("1.0.6"), content);
  }

  Path fetch(String url, byte[] content) throws UpdateException, InterruptedException {
    return source().fetch(wanted(url, content));
  }

  Update wanted(String url, byte[] content) {
    return update(
        new Release("1.0.6", "sha256:" + hex(content), content.length, Map.of("url", url)));
  }

  Update update(Release release) {
    return new Update(
        "u-1",
        Instant.EPOCH,
        new Installed("1.0.5", "sha256:installed", true),
        release,
        Prepared.NOT_YET,
        directory,
        (done, total) -> reported.add(done));
  }

  void fails(ThrowingCallable call, Reason reason, String... words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            UpdateException.class, failed -> assertThat(failed.reason()).isEqualTo(reason))
        .satisfies(
            failed ->
                assertThat(List.of(words))
                    .allSatisfy(word -> assertThat(failed).hasMessageContaining(word)));
  }

  /** What is kept of downloads. */
  List<String> kept() throws IOException {
    Path downloads = directory.resolve("downloads");
    if (Files.notExists(downloads)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(downloads)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  Path part(byte[] content) {
    return directory.resolve("downloads").resolve(hex(content) + ".part");
  }

  static byte[] bytes(int count, long seed) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static String hex(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
