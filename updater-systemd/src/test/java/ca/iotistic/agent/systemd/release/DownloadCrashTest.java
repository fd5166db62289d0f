package ca.iotistic.agent.systemd.release;

import static ca.iotistic.agent.systemd.release.FakeServer.cut;
import static ca.iotistic.agent.systemd.release.FakeServer.file;
import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.io.CrashSeam;
import ca.iotistic.agent.io.CrashSeam.Crash;
import ca.iotistic.agent.spi.Update;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A download over power cuts at every moment, whatever of its bytes has reached the disk. */
final class DownloadCrashTest extends ReleaseScene {
  private static final byte[] OLD = bytes(200_000, 5);
  private static final byte[] NEW = bytes(300_000, 6);
  private static final String URL = artifact("1.0.6");

  @Test
  void theNextOneGetsThereFromAnyMoment() throws Exception {
    int moments = run(Integer.MAX_VALUE, false);
    assertThat(moments).isGreaterThan(8);
    for (int at = 0; at < moments; at++) {
      run(at, false);
      run(at, true);
    }
  }

  private int run(int at, boolean spoilt) throws Exception {
    server.again(
        URL,
        cut(OLD, 100_000, "ETag", "\"old\""),
        cut(NEW, 150_000, "ETag", ETAG),
        cut(NEW, 50_000, "ETag", ETAG),
        file(NEW, "ETag", ETAG));
    CrashSeam seam = new CrashSeam(at);
    Update update = wanted(server.address() + URL, NEW);
    try {
      source(seam).fetch(update);
      source(seam).prune();
    } catch (Crash crash) {
      if (spoilt && Files.exists(part(NEW))) {
        byte[] partly = Files.readAllBytes(part(NEW));
        Arrays.fill(partly, partly.length / 2, partly.length, (byte) 0);
        Files.write(part(NEW), partly);
      }
    }
    assertThat(source().fetch(update)).as("after moment %d", at).hasBinaryContent(NEW);
    source().prune();
    assertThat(kept()).isEmpty();
    return seam.moments();
  }
}
