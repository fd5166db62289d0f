package ca.iotistic.agent.systemd.release;

import static ca.iotistic.agent.systemd.release.FakeServer.file;
import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real disk of 8 MiB that the downloads lie on; making one takes root. */
final class FullDiskIT extends ReleaseScene {
  private static final byte[] NEW = bytes(16 << 20, 6);
  private static final String URL = artifact("1.0.6");

  private Path disk() {
    return directory.resolve("downloads");
  }

  private void run(String... command) throws Exception {
    Processes.Result result =
        new Processes(Seam.NONE)
            .run(List.of(command), Map.of(), directory, Duration.ofMinutes(1), line -> {});
    assertThat(result.ok()).as("%s", result.tail()).isTrue();
  }

  @BeforeEach
  void mount() throws Exception {
    Files.createDirectories(disk());
    run("mount", "-t", "tmpfs", "-o", "size=8m", "none", disk().toString());
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", disk().toString());
  }

  @Test
  void whatHasNoRoomIsNotBegun() throws Exception {
    server.on(URL, file(NEW, "ETag", ETAG));
    fails(() -> fetch(NEW), Reason.DISK_FULL, disk() + " has ", "20 MiB are needed");
    assertThat(reported).isEmpty();
  }

  @Test
  void whatFillsTheDiskIsGivenUpWithAllThatCame() throws Exception {
    server.on(URL, FakeServer.endless());
    fails(() -> fetch(NEW), Reason.DISK_FULL, disk().toString(), "no space is left");
    assertThat(server.asked()).hasSize(1);
    assertThat(kept()).isEmpty();
  }
}
