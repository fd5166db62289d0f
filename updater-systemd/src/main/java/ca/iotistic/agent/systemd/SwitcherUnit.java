package ca.iotistic.agent.systemd;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The other half's unit: permanent, and asleep unless the arming file is there. At a boot it comes
 * before the agent, which waits until it has seen to the file that the agent is started from.
 */
final class SwitcherUnit {
  private static final Path UNITS = Path.of("/etc/systemd/system");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(300);
  private static final int LINES = 40;

  private final Target target;
  private final Systemctl systemctl;
  private final Path stateDirectory;
  private final AtomicFile run;
  private final AtomicFile armed;
  private final Seam seam;
  private final Time time;

  SwitcherUnit(Target target, Systemctl systemctl, Path stateDirectory, Seam seam, Time time) {
    this.target = target;
    this.systemctl = systemctl;
    this.stateDirectory = stateDirectory;
    Path directory = stateDirectory.resolve("switcher");
    this.run = new AtomicFile(directory.resolve("run"), seam);
    this.armed = new AtomicFile(directory.resolve("armed"), seam);
    this.seam = seam;
    this.time = time;
  }

  /** What keeps it from being used, with the cure; empty if it is there or can be installed. */
  Optional<String> obstacle() throws UpdateException, InterruptedException {
    UnitState now = systemctl.show(target.switcher());
    if (now.masked()) {
      return Optional.of("it is masked: systemctl unmask " + target.switcher());
    }
    if (installed(now)) {
      return Optional.empty();
    }
    if (Files.isWritable(UNITS)) {
      return unfit();
    }
    return Optional.of(
        (now.loaded() ? "it is for another state directory" : "it is not installed")
            + " and "
            + UNITS
            + " cannot be written from here: run scripts/install-systemd once");
  }

  /** What it is made of cannot be written into a unit. */
  private Optional<String> unfit() {
    try {
      Units.requireFit(target.unit(), target.binary(), stateDirectory);
      return Optional.empty();
    } catch (IllegalArgumentException odd) {
      return Optional.of(String.valueOf(odd.getMessage()));
    }
  }

  /** Installed, enabled and read back, before an update may rely on it. */
  void ensure() throws UpdateException, InterruptedException {
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      throw new UpdateException(
          Reason.ROLLBACK_NOT_PROVEN, "no " + target.switcher() + ": " + obstacle.get());
    }
    if (installed(systemctl.show(target.switcher()))) {
      return;
    }
    try {
      new AtomicFile(UNITS.resolve(target.switcher()), seam)
          .write(text().getBytes(StandardCharsets.UTF_8));
    } catch (IOException failed) {
      throw UpdateException.ofDisk("installing " + target.switcher(), failed);
    }
    systemctl.reload();
    systemctl.enable(target.switcher());
    if (!installed(systemctl.show(target.switcher()))) {
      throw new UpdateException(
          Reason.ROLLBACK_NOT_PROVEN,
          target.switcher() + " was installed and systemd does not load it; see: systemctl status");
    }
  }

  private boolean installed(UnitState now) {
    if (!now.loaded() || !now.get("UnitFileState").startsWith("enabled")) {
      return false;
    }
    try {
      // Whatever else somebody has changed in it is theirs.
      return Files.readString(Path.of(now.get("FragmentPath"))).contains(armed.path().toString());
    } catch (IOException unreadable) {
      return false;
    }
  }

  private String text() {
    return Units.switcher(target.unit(), target.binary(), stateDirectory);
  }

  /** Returns once systemd has started it, or had before. */
  void arm(Update update, List<String> command) throws UpdateException, InterruptedException {
    if (alive(update)) {
      return;
    }
    try {
      run.write(script(command).getBytes(StandardCharsets.UTF_8));
      armed.write(update.id().getBytes(StandardCharsets.US_ASCII));
    } catch (IOException failed) {
      throw UpdateException.ofDisk("arming " + target.switcher(), failed);
    }
    systemctl.resetFailed(target.switcher());
    systemctl.start(target.switcher());
    Duration end = time.uptime().plus(PATIENCE);
    while (!up(systemctl.show(target.switcher()))) {
      if (time.uptime().compareTo(end) >= 0) {
        throw new UpdateException(
            Reason.START_FAILED,
            target.switcher() + " does not start; see: systemctl status " + target.switcher());
      }
      time.sleep(LOOK);
    }
  }

  /** By a shell, which reads it wherever it lies: nothing there needs to be executable. */
  static String script(List<String> command) {
    return command.stream()
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" ", "exec ", "\n"));
  }

  boolean alive(Update update) throws UpdateException, InterruptedException {
    return armedFor().equals(Optional.of(update.id())) && up(systemctl.show(target.switcher()));
  }

  private static boolean up(UnitState now) {
    return now.active() || now.starting() || now.between();
  }

  Optional<String> armedFor() throws UpdateException {
    try {
      return armed.read().map(bytes -> new String(bytes, StandardCharsets.US_ASCII).strip());
    } catch (IOException failed) {
      throw UpdateException.ofDisk("reading " + armed.path(), failed);
    }
  }

  List<String> log(Update update) throws UpdateException, InterruptedException {
    return systemctl.journal(target.switcher(), update.startedAt().getEpochSecond(), LINES);
  }

  /** Asleep, and not woken at the next boot. What another update armed stays. */
  void release(String updateId) throws UpdateException, InterruptedException {
    if (armedFor().filter(id -> !id.equals(updateId)).isEmpty()) {
      disarm();
    }
  }

  /** Whether there was anything to put to sleep. */
  boolean disarm() throws UpdateException, InterruptedException {
    boolean was = armedFor().isPresent();
    try {
      armed.delete();
      UnitState now = systemctl.show(target.switcher());
      if (up(now) || now.stopping()) {
        was = true;
        systemctl.stop(target.switcher());
      }
      run.delete();
    } catch (IOException failed) {
      throw UpdateException.ofDisk("disarming " + target.switcher(), failed);
    }
    return was;
  }
}
