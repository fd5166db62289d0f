package ca.iotistic.agent;

import ca.iotistic.agent.io.Durations;
import ca.iotistic.agent.io.Processes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program of the operator's, run without a shell. It is told of the update by {@code
 * IOTISTIC_UPDATE_ID}, {@code IOTISTIC_CURRENT_VERSION} and {@code IOTISTIC_TARGET_VERSION}, and
 * has a minute.
 */
final class HookCommand implements Guard {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** {@code EX_TEMPFAIL}. */
  private static final int NOT_NOW = 75;

  private final String key;
  private final List<String> command;
  private final Duration every;
  private final Processes processes;

  /**
   * @param key where it is configured
   * @param every how long after "not now" it is asked again
   */
  HookCommand(String key, List<String> command, Duration every, Processes processes) {
    this.key = key;
    this.command = List.copyOf(command);
    this.every = every;
    this.processes = processes;
  }

  @Override
  public Answer ask(Switch planned) throws InterruptedException {
    Processes.Result result;
    try {
      result = run(planned);
    } catch (IOException notStarted) {
      return new Never(name() + " cannot be run: " + notStarted.getMessage());
    }
    if (result.timedOut()) {
      return new NotNow(name() + " took longer than " + Durations.format(PATIENCE), every);
    }
    return switch (result.exit()) {
      case 0 -> new Go();
      case NOT_NOW -> new NotNow(name() + " says not now" + said(result), every);
      default -> new Never(name() + " exited with " + result.exit() + said(result));
    };
  }

  Processes.Result run(Switch about) throws IOException, InterruptedException {
    Map<String, String> environment =
        Map.of(
            "IOTISTIC_UPDATE_ID", plain(about.updateId()),
            "IOTISTIC_CURRENT_VERSION", plain(about.currentVersion()),
            "IOTISTIC_TARGET_VERSION", plain(about.targetVersion()));
    return processes.run(command, environment, Path.of("/"), PATIENCE, line -> {});
  }

  String name() {
    return key + " " + command.get(0);
  }

  /** The last line of its error output, or of its output if it has nothing to say there. */
  static String said(Processes.Result result) {
    return last(result.errors())
        .or(() -> last(result.tail()))
        .map(line -> ": " + line.strip())
        .orElse("");
  }

  private static Optional<String> last(List<String> lines) {
    return lines.stream().filter(line -> !line.isBlank()).reduce((first, second) -> second);
  }

  /** No program can be told of an id with a NUL in it. */
  private static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
