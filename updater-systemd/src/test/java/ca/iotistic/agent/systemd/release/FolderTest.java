package ca.iotistic.agent.systemd.release;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** For places that no network reaches. */
final class FolderTest extends ReleaseScene {
  private static final byte[] NEW = bytes(300_000, 6);
  private Path stick;

  @BeforeEach
  void plugIn() {
    stick = directory.resolve("stick of ours");
    settings.put("systemd.releases", stick.toUri().toString());
  }

  private Path put(String version, byte[] content) throws IOException {
    Path folder = Files.createDirectories(stick.resolve("releases/download/v" + version));
    Files.writeString(folder.resolve("SHA256SUMS"), hex(content) + "  " + ARTIFACT + "\n");
    return Files.write(folder.resolve(ARTIFACT), content);
  }

  @Test
  void latestIsTheHighestStableVersionThatHasAFolder() throws Exception {
    put("1.0.9", bytes(10, 1));
    put("1.0.10", NEW);
    put("1.1.0-rc.1", bytes(10, 2));
    Files.createDirectories(stick.resolve("releases/download/vain"));
    Files.createDirectories(stick.resolve("releases/download/9.9.9"));
    Files.writeString(stick.resolve("releases/download/v8.8.8"), "no folder");
    Release release = resolve("latest");
    assertThat(release.version()).isEqualTo("1.0.10");
    assertThat(release.size()).isEqualTo(NEW.length);
    Path fetched = source().fetch(update(release));
    assertThat(fetched).isEqualTo(directory.resolve("downloads").resolve(hex(NEW)));
    assertThat(fetched).hasBinaryContent(NEW);
    assertThat(reported).contains((long) NEW.length);
  }

  @Test
  void whatWasFetchedDoesNotNeedTheStickAnyMore() throws Exception {
    Path file = put("1.0.6", NEW);
    Release release = resolve("1.0.6");
    source().fetch(update(release));
    Files.delete(file);
    assertThat(source().fetch(update(release))).hasBinaryContent(NEW);
  }

  @Test
  void aFileThatIsNotWhatItShouldBeIsRefused() throws Exception {
    Path file = put("1.0.6", NEW);
    Release release = resolve("1.0.6");
    Files.write(file, bytes(300_000, 7));
    fails(() -> source().fetch(update(release)), Reason.DIGEST_MISMATCH, file.toUri().getRawPath());
    assertThat(kept()).isEmpty();
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    fails(() -> resolve("latest"), Reason.REGISTRY_UNAVAILABLE, stick.toString(), "mounted");
    Files.createDirectories(stick.resolve("releases/download"));
    fails(() -> resolve("latest"), Reason.NOT_FOUND, "no folder of a stable version");
    fails(() -> resolve("1.0.6"), Reason.NOT_FOUND, "v1.0.6/SHA256SUMS");
    Release release = resolvedThenGone();
    fails(() -> source().fetch(update(release)), Reason.NOT_FOUND, ARTIFACT);
  }

  private Release resolvedThenGone() throws Exception {
    Path file = put("1.0.6", NEW);
    Release release = resolve("1.0.6");
    Files.delete(file);
    return release;
  }
}
