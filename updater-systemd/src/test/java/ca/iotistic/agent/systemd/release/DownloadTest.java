package ca.iotistic.agent.systemd.release;

import static ca.iotistic.agent.systemd.release.FakeServer.cut;
import static ca.iotistic.agent.systemd.release.FakeServer.file;
import static ca.iotistic.agent.systemd.release.FakeServer.send;
import static ca.iotistic.agent.systemd.release.FakeServer.text;
import static ca.iotistic.agent.systemd.release.FakeServer.to;
import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is continued, and what is begun anew. */
final class DownloadTest extends ReleaseScene {
  private static final int SIZE = 300_000;
  private static final byte[] NEW = bytes(SIZE, 6);
  private static final byte[] OTHER = bytes(SIZE, 7);
  private static final String URL = artifact("1.0.6");

  @Test
  void whatIsThereIsNotAskedForAgain() throws Exception {
    server.on(URL, file(NEW, "ETag", ETAG));
    Path fetched = fetch(NEW);
    assertThat(fetched).isEqualTo(directory.resolve("downloads").resolve(hex(NEW)));
    assertThat(fetched).hasBinaryContent(NEW);
    assertThat(kept()).containsExactly(hex(NEW));
    assertThat(reported).isSorted().endsWith((long) SIZE);
    assertThat(fetch(NEW)).isEqualTo(fetched);
    assertThat(server.ranges()).containsExactly("-");
    Files.write(fetched, OTHER);
    assertThat(fetch(NEW)).hasBinaryContent(NEW);
    source().prune();
    assertThat(kept()).isEmpty();
    source().prune();
  }

  @Test
  void anAnswerThatBreaksOffIsContinuedWhereItEnded() throws Exception {
    server.on(
        URL,
        cut(NEW, 100_000, "ETag", ETAG),
        cut(NEW, 50_000, "ETag", ETAG),
        file(NEW, "ETag", ETAG));
    assertThat(fetch(NEW)).hasBinaryContent(NEW);
    assertThat(server.ranges()).containsExactly("-", "bytes=100000-", "bytes=150000-");
    assertThat(server.asked())
        .extracting(FakeServer.Asked::ifRange)
        .containsExactly("-", ETAG, ETAG);
  }

  @Test
  void anotherProcessContinuesIt() throws Exception {
    settings.put("download.retries", "0");
    server.on(URL, cut(NEW, 100_000, "ETag", ETAG), file(NEW, "ETag", ETAG));
    fails(() -> fetch(NEW), Reason.DOWNLOAD_FAILED, URL, "broke off after 100000 bytes");
    assertThat(kept()).containsExactly(hex(NEW) + ".from", hex(NEW) + ".part");
    assertThat(fetch(NEW)).hasBinaryContent(NEW);
    assertThat(server.ranges()).containsExactly("-", "bytes=100000-");
    assertThat(kept()).containsExactly(hex(NEW));
  }

  @Test
  void aPartThatIsWholeNeedsNoServer() throws Exception {
    Files.createDirectories(directory.resolve("downloads"));
    Files.write(part(NEW), NEW);
    assertThat(fetch(NEW)).hasBinaryContent(NEW);
    assertThat(server.asked()).isEmpty();
    assertThat(kept()).containsExactly(hex(NEW));
  }

  @Test
  void anotherContentIsBegunAnew() throws Exception {
    server.on(URL, cut(OTHER, 100_000, "ETag", ETAG), file(NEW, "ETag", "\"two\""));
    assertThat(fetch(NEW)).hasBinaryContent(NEW);
    assertThat(server.ranges()).containsExactly("-", "bytes=100000-");
  }

  @Test
  void anotherAddressIsBegunAnew() throws Exception {
    settings.put("download.retries", "0");
    server.on(URL, cut(NEW, 100_000, "ETag", ETAG));
    fails(() -> fetch(NEW), Reason.DOWNLOAD_FAILED);
    server.on("/mirror", file(NEW, "ETag", ETAG));
    assertThat(fetch(server.address() + "/mirror", NEW)).hasBinaryContent(NEW);
    assertThat(server.ranges()).containsExactly("-", "-");
  }

  @ParameterizedTest
  @CsvSource({
    "ETag, W/\"one\", -",
    "ETag, bare, -",
    "Last-Modified, 'Mon, 09 Nov 2020 10:00:00 GMT', bytes=100000-",
    "Last-Modified, 'Fri, 09 Nov 2990 10:00:00 GMT', -",
    "Last-Modified, yesterday, -",
    "X-Nothing, x, -"
  })
  void onlyAStrongValidatorIsContinuedBy(String header, String value, String range)
      throws Exception {
    server.on(URL, cut(NEW, 100_000, header, value), file(NEW, header, value));
    assertThat(fetch(NEW)).hasBinaryContent(NEW);
    assertThat(server.ranges()).containsExactly("-", range);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes 0-299999/300000",
    "bytes 99999-299999/300000",
    "bytes 100000-299999/400000",
    "bytes 100000-299999/200000",
    "bytes 100000-99999/300000",
    "nonsense"
  })
  void anotherPartThanTheMissingOneIsNotTaken(String range) throws Exception {
    server.on(
        URL,
        cut(NEW, 100_000, "ETag", ETAG),
        exchange -> send(exchange, 206, OTHER, SIZE, "Content-Range", range, "ETag", ETAG),
        file(NEW, "ETag", ETAG));
    assertThat(fetch(NEW)).hasBinaryContent(NEW);
    assertThat(server.ranges()).containsExactly("-", "bytes=100000-", "-");
  }

  @Test
  void aServerThatDoesNotLookAtIfRangeIsFoundOut() throws Exception {
    byte[] rest = Arrays.copyOfRange(OTHER, 100_000, SIZE);
    server.on(
        URL,
        cut(NEW, 100_000, "ETag", ETAG),
        exchange ->
            send(
                exchange,
                206,
                rest,
                SIZE,
                "Content-Range",
                "bytes 100000-299999/300000",
                "ETag",
                "\"two\""),
        file(NEW, "ETag", "\"two\""));
    assertThat(fetch(NEW)).hasBinaryContent(NEW);
    assertThat(server.ranges()).containsExactly("-", "bytes=100000-", "-");
  }

  @Test
  void aPartThatCannotBeContinuedIsBegunAnew() throws Exception {
    settings.put("download.retries", "0");
    server.on(URL, cut(NEW, 100_000, "ETag", ETAG), file(NEW, "ETag", ETAG));
    fails(() -> fetch(NEW), Reason.DOWNLOAD_FAILED);
    Files.write(part(NEW), OTHER);
    assertThat(fetch(NEW)).hasBinaryContent(NEW);
    assertThat(server.ranges()).containsExactly("-", "bytes=300000-", "-");
  }

  @Test
  void aPartThatIsAskedForByNobodyIsNotTaken() {
    server.on(URL, text(206, "x", "Content-Range", "bytes 0-0/1"));
    fails(() -> fetch(NEW), Reason.REGISTRY_UNAVAILABLE, URL, "206");
    server.again(URL, text(416, ""));
    fails(() -> fetch(NEW), Reason.REGISTRY_UNAVAILABLE, URL, "416");
  }

  @Test
  void whatDoesNotFitTogetherIsFetchedOnceMore() throws Exception {
    settings.put("download.retries", "0");
    server.on(URL, cut(NEW, 100_000, "ETag", ETAG), file(NEW, "ETag", ETAG));
    fails(() -> fetch(NEW), Reason.DOWNLOAD_FAILED);
    // As after a power cut.
    Files.write(part(NEW), new byte[100_000]);
    assertThat(fetch(NEW)).hasBinaryContent(NEW);
    assertThat(server.ranges()).containsExactly("-", "bytes=100000-", "-");
  }

  @Test
  void andNotMoreOftenThanThat() throws Exception {
    server.on(URL, cut(OTHER, 100_000, "ETag", ETAG), file(OTHER, "ETag", ETAG));
    fails(() -> fetch(NEW), Reason.DIGEST_MISMATCH, URL, hex(NEW), hex(OTHER));
    assertThat(server.ranges()).containsExactly("-", "bytes=100000-", "-");
    assertThat(kept()).isEmpty();
  }

  @Test
  void whatCameAtOnceAndIsWrongIsWrong() throws Exception {
    server.on(URL, file(OTHER, "ETag", ETAG));
    fails(() -> fetch(NEW), Reason.DIGEST_MISMATCH, URL, hex(NEW), hex(OTHER));
    assertThat(server.asked()).hasSize(1);
    assertThat(kept()).isEmpty();
  }

  @Test
  void redirectsAreFollowedWithTheRangeAndWithoutTheToken() throws Exception {
    settings.put(
        "systemd.token_file", Files.writeString(directory.resolve("token"), "t0ken").toString());
    try (FakeServer other = FakeServer.plain()) {
      other.on("/blob", cut(NEW, 100_000, "ETag", ETAG), file(NEW, "ETag", ETAG));
      server.on(URL, to(other.address() + "/blob?signature=s3cret"));
      assertThat(fetch(NEW)).hasBinaryContent(NEW);
      assertThat(other.ranges()).containsExactly("-", "bytes=100000-");
      assertThat(other.asked()).extracting(FakeServer.Asked::token).containsOnly("-");
      assertThat(server.asked()).extracting(FakeServer.Asked::token).containsOnly("Bearer t0ken");
    }
  }

  @Test
  void aRedirectLeadsNowhereElse() {
    server.on(URL, to(URL));
    fails(() -> fetch(NEW), Reason.REGISTRY_UNAVAILABLE, "redirects more than 5 times");
    server.again(URL, to("file:///etc/passwd"));
    fails(() -> fetch(NEW), Reason.REGISTRY_UNAVAILABLE, "refused");
    server.again(URL, to("http://elsewhere.example/"));
    fails(() -> fetch(NEW), Reason.REGISTRY_UNAVAILABLE, "without TLS");
  }

  @Test
  void noFileIsCalledByAnythingButADigest() throws IOException {
    fails(
        () ->
            source()
                .fetch(
                    update(
                        new ca.iotistic.agent.spi.Release(
                            "1.0.6", "sha256:../../x", 0, Map.of("url", server.address())))),
        Reason.DIGEST_MISMATCH,
        "no digest");
    assertThat(kept()).isEmpty();
  }

  @Test
  void aFullDiskIsCalledSo() {
    assertThat(
            UpdateException.ofDisk("keeping x", new IOException("No space left on device"))
                .reason())
        .isEqualTo(Reason.DISK_FULL);
  }
}
