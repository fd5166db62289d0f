package ca.iotistic.agent.systemd;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks systemd, by its own command. Each call has a time limit; none waits for a job of a unit. */
final class Systemctl {
  private static final Duration ASKING = Duration.ofSeconds(25);
  private static final Duration STOPPING = Duration.ofSeconds(100);
  private static final Path ANYWHERE = Path.of("/");

  private final Processes processes;
  private final List<String> prefix;

  Systemctl(Processes processes) {
    this(processes, List.of());
  }

  /**
   * @param prefix words before each command, for a systemd that runs elsewhere
   */
  Systemctl(Processes processes, List<String> prefix) {
    this.processes = processes;
    this.prefix = List.copyOf(prefix);
  }

  /**
   * @throws UpdateException with {@code platform_unavailable} if systemd does not answer
   */
  UnitState show(String unit) throws UpdateException, InterruptedException {
    Map<String, String> properties = new HashMap<>();
    String wanted = String.join(",", UnitState.ASKED);
    for (String line : must(ASKING, "show", "--property=" + wanted, "--", unit)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        properties.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return new UnitState(properties);
  }

  /**
   * One job, in which systemd itself ends the old run and begins the new one: it survives whoever
   * asked, and what depends on the unit comes back with it.
   */
  void restart(String unit) throws UpdateException, InterruptedException {
    must(ASKING, "--no-block", "restart", "--", unit);
  }

  void start(String unit) throws UpdateException, InterruptedException {
    must(ASKING, "--no-block", "start", "--", unit);
  }

  /** Returns once it has ended. */
  void stop(String unit) throws UpdateException, InterruptedException {
    must(STOPPING, "stop", "--", unit);
  }

  /** What failed may be started again, however often that was. */
  void resetFailed(String unit) throws UpdateException, InterruptedException {
    // It says no if there is nothing to reset, which is as good.
    run(ASKING, "systemctl", "reset-failed", "--", unit);
  }

  void reload() throws UpdateException, InterruptedException {
    must(STOPPING, "daemon-reload");
  }

  void enable(String unit) throws UpdateException, InterruptedException {
    must(STOPPING, "enable", "--", unit);
  }

  /**
   * What a unit wrote since then, oldest first, at most so many lines; nothing if nobody kept it.
   */
  List<String> journal(String unit, long sinceEpochSecond, int lines)
      throws UpdateException, InterruptedException {
    Processes.Result result =
        run(
            ASKING,
            "journalctl",
            "--no-pager",
            "--quiet",
            "--output=cat",
            "--since=@" + sinceEpochSecond,
            "--lines=" + lines,
            "--unit=" + unit);
    return result.ok() ? result.tail() : List.of();
  }

  private List<String> must(Duration limit, String... words)
      throws UpdateException, InterruptedException {
    Processes.Result result = run(limit, "systemctl", words);
    if (result.ok()) {
      return result.tail();
    }
    String said = result.timedOut() ? "no answer in time" : String.join(" ", result.tail());
    throw new UpdateException(
        Reason.PLATFORM_UNAVAILABLE,
        "systemctl " + String.join(" ", words) + " failed (" + said + "); try it by hand");
  }

  private Processes.Result run(Duration limit, String tool, String... words)
      throws UpdateException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.add(tool);
    command.addAll(List.of(words));
    try {
      return processes.run(command, Map.of(), ANYWHERE, limit, line -> {});
    } catch (IOException missing) {
      throw new UpdateException(
          Reason.PLATFORM_UNAVAILABLE,
          tool + " cannot be run here: " + missing.getMessage(),
          missing);
    }
  }
}
