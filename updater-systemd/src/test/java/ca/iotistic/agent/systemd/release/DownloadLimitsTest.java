package ca.iotistic.agent.systemd.release;

import static ca.iotistic.agent.systemd.release.FakeServer.cut;
import static ca.iotistic.agent.systemd.release.FakeServer.endless;
import static ca.iotistic.agent.systemd.release.FakeServer.file;
import static ca.iotistic.agent.systemd.release.FakeServer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Reason;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long, how often, how fast, how much. */
final class DownloadLimitsTest extends ReleaseScene {
  private static final int SIZE = 300_000;
  private static final byte[] NEW = bytes(SIZE, 6);
  private static final String URL = artifact("1.0.6");

  /** A clock on which minutes pass in moments. */
  private static final class SwiftTime implements Time {
    private static final int FASTER = 200;
    private final Time real = Time.system();
    private final Duration begin = real.uptime();

    @Override
    public Instant now() {
      return real.now();
    }

    @Override
    public Duration uptime() {
      return real.uptime().minus(begin).multipliedBy(FASTER);
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      real.sleep(duration.dividedBy(FASTER));
    }
  }

  @Test
  void whatSaysThatItIsTooLargeIsNotRead() throws Exception {
    settings.put("download.max_size", "100KiB");
    server.on(URL, file(NEW, "ETag", ETAG));
    fails(() -> fetch(NEW), Reason.SIZE_EXCEEDED, URL, "download.max_size");
    assertThat(reported).isEmpty();
    assertThat(kept()).isEmpty();
  }

  @Test
  void whatHasNoEndIsCut() throws Exception {
    settings.put("download.max_size", "2MiB");
    server.on(URL, endless());
    fails(() -> fetch(NEW), Reason.SIZE_EXCEEDED, URL, "download.max_size");
    assertThat(reported).allMatch(done -> done <= 2 << 20);
    assertThat(server.asked()).hasSize(1);
    assertThat(kept()).isEmpty();
  }

  @Test
  void aBodyThatStallsIsTriedAfreshAndThenGivenUp() {
    time = new SwiftTime();
    settings.put("download.retries", "1");
    server.on(URL, server.stalled(NEW, 1000, "ETag", ETAG));
    fails(() -> fetch(NEW), Reason.TIMED_OUT, URL, "too slowly", "download.min_rate");
    assertThat(server.asked()).hasSize(2);
  }

  @Test
  void aBodyThatStallsIsContinuedByTheNextAttempt() throws Exception {
    time = new SwiftTime();
    server.on(URL, server.stalled(NEW, 100_000, "ETag", ETAG), file(NEW, "ETag", ETAG));
    assertThat(fetch(NEW)).hasBinaryContent(NEW);
    assertThat(server.ranges()).containsExactly("-", "bytes=100000-");
  }

  @Test
  void theWholeHasALimitToo() {
    time = new SwiftTime();
    settings.put("download.timeout", "30s");
    server.on(URL, server.stalled(NEW, 1000, "ETag", ETAG));
    fails(() -> fetch(NEW), Reason.TIMED_OUT, URL, "30s", "download.timeout");
  }

  @Test
  void noDownloadIsFasterThanItMayBe() throws Exception {
    settings.put("download.max_rate", "10KiB/s");
    settings.put("download.min_rate", "10KiB/s");
    server.on(URL, file(NEW, "ETag", ETAG));
    Duration before = time.uptime();
    assertThat(fetch(NEW)).hasBinaryContent(NEW);
    assertThat(time.uptime().minus(before))
        .isBetween(Duration.ofSeconds(29), Duration.ofSeconds(30));
  }

  @Test
  void whatPassesIsTriedAgainAfterAsLongAsItIsAskedFor() throws Exception {
    server.on(
        URL,
        text(503, "", "Retry-After", "70"),
        text(429, "", "Retry-After", "999999"),
        text(500, "", "Retry-After", "tomorrow"),
        file(NEW, "ETag", ETAG));
    Duration before = time.uptime();
    assertThat(fetch(NEW)).hasBinaryContent(NEW);
    assertThat(time.uptime().minus(before))
        .isBetween(Duration.ofSeconds(970), Duration.ofSeconds(975));
  }

  @Test
  void anEndIsMadeOfTryingAgain() {
    settings.put("download.retries", "3");
    server.on(URL, text(503, ""));
    fails(() -> fetch(NEW), Reason.REGISTRY_UNAVAILABLE, URL, "answers 503");
    assertThat(server.asked()).hasSize(4);
    server.close();
    fails(() -> fetch(NEW), Reason.REGISTRY_UNAVAILABLE, "does not answer");
  }

  @Test
  void aBadLineThatGetsFurtherEachTimeIsGoodEnough() throws Exception {
    settings.put("download.retries", "1");
    server.on(URL, cut(NEW, 20_000, "ETag", ETAG));
    assertThat(fetch(NEW)).hasBinaryContent(NEW);
    assertThat(server.asked()).hasSize(15);
  }

  @Test
  void oneThatDoesNotIsNot() {
    settings.put("download.retries", "3");
    server.on(URL, cut(NEW, 20_000));
    fails(() -> fetch(NEW), Reason.DOWNLOAD_FAILED, URL, "after 20000 bytes");
    assertThat(server.asked()).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({
    "404, NOT_FOUND, there is no",
    "410, NOT_FOUND, there is no",
    "401, REGISTRY_UNAUTHORIZED, systemd.token_file",
    "403, REGISTRY_UNAUTHORIZED, systemd.token_file",
    "407, REGISTRY_UNAVAILABLE, network.proxy",
    "400, REGISTRY_UNAVAILABLE, answered with 400",
    "204, REGISTRY_UNAVAILABLE, answered with 204"
  })
  void whatDoesNotPassIsNotTriedAgain(int status, Reason reason, String words) {
    server.on(URL, text(status, ""));
    fails(() -> fetch(NEW), reason, words);
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void anInterruptEndsItAndTheNextOneGoesOn() throws Exception {
    time = Time.system();
    server.on(URL, server.stalled(NEW, 100_000, "ETag", ETAG), file(NEW, "ETag", ETAG));
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    Thread worker =
        new Thread(
            () -> {
              try {
                fetch(NEW);
                end.completeExceptionally(new AssertionError("it ended by itself"));
              } catch (Exception stopped) {
                end.complete(stopped);
              }
            });
    worker.start();
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> Files.exists(part(NEW)) && Files.size(part(NEW)) == 100_000);
    worker.interrupt();
    assertThat(end.get(1, TimeUnit.MINUTES)).isInstanceOf(InterruptedException.class);
    assertThat(fetch(NEW)).hasBinaryContent(NEW);
    assertThat(server.ranges()).containsExactly("-", "bytes=100000-");
  }

  @Test
  void noTwoDevicesComeAgainAtOnce() {
    Pauses pauses = new Pauses(new SplittableRandom(1));
    for (int failures = 1; failures < 100; failures++) {
      Duration pause = pauses.after(failures, Optional.empty());
      assertThat(pause).isLessThanOrEqualTo(Duration.ofSeconds(1L << Math.min(failures - 1, 9)));
      assertThat(pause).isLessThanOrEqualTo(Duration.ofMinutes(5));
    }
    assertThat(pauses.after(1, Optional.of(Duration.ofDays(1)))).isEqualTo(Duration.ofMinutes(15));
    assertThat(pauses.after(20, Optional.empty())).isNotEqualTo(pauses.after(20, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "download.min_rate, 1KiB, a rate like",
    "download.max_rate, 0B/s, a rate like",
    "download.max_size, 512, a size like",
    "download.retries, some, a whole number"
  })
  void aSettingThatIsNoneIsNamed(String key, String value, String words) {
    settings.put(key, value);
    assertThatThrownBy(() -> fetch(NEW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(key, value, words);
  }
}
