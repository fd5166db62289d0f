package ca.iotistic.agent.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SdNotifyTest {
  @TempDir Path folder;
  private final Map<String, String> environment = new TreeMap<>();
  private final ManualTime time = new ManualTime("2026-11-25T12:00:00Z");
  private Path heard;
  private Path command;

  @BeforeEach
  void systemd() throws IOException {
    heard = Files.createFile(folder.resolve("heard"));
    command = folder.resolve("systemd-notify");
    Files.writeString(command, "#!/bin/sh\necho \"$NOTIFY_SOCKET $*\" >>" + heard + "\n");
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
    environment.put("NOTIFY_SOCKET", "/run/systemd/notify");
  }

  @Test
  void saysOnceThatItIsReady() throws Exception {
    SdNotify systemd = made();
    systemd.ready();
    systemd.ready();
    assertThat(said()).containsExactly("/run/systemd/notify READY=1");
  }

  @Test
  void saysThatItIsAliveTwiceInTheTimeThatSystemdAllows() throws Exception {
    environment.put("WATCHDOG_USEC", "60000000");
    environment.put("WATCHDOG_PID", Long.toString(ProcessHandle.current().pid()));
    SdNotify systemd = made();
    for (int second = 0; second < 60; second += 5) {
      systemd.alive();
      time.pass(Duration.ofSeconds(5));
    }
    assertThat(said())
        .containsExactly("/run/systemd/notify WATCHDOG=1", "/run/systemd/notify WATCHDOG=1");
  }

  @Test
  void saysNothingThatNobodyAskedFor() throws Exception {
    SdNotify noWatchdog = made();
    noWatchdog.alive();
    environment.put("WATCHDOG_USEC", "60000000");
    environment.put("WATCHDOG_PID", "1");
    SdNotify ofAnother = made();
    ofAnother.alive();
    environment.clear();
    SdNotify noService = made();
    noService.ready();
    noService.alive();
    assertThat(said()).isEmpty();
  }

  @Test
  void goesOnWhereItCannotBeSaid() throws Exception {
    environment.put("WATCHDOG_USEC", "sixty");
    command = folder.resolve("missing");
    SdNotify systemd = made();
    systemd.ready();
    systemd.alive();
    assertThat(said()).isEmpty();
  }

  private SdNotify made() {
    return new SdNotify(new Processes(Seam.NONE), environment, time, command.toString());
  }

  private List<String> said() throws IOException {
    return Files.readAllLines(heard);
  }
}
