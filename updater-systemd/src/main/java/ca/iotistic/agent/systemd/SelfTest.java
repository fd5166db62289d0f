package ca.iotistic.agent.systemd;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a file with {@code --version} and reads what it says. Only what has been verified is run.
 */
final class SelfTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int SAID = 200;
  private static final Pattern VERSION =
      Pattern.compile("(?<![\\w.+-])v?(\\d+\\.\\d+\\.\\d+(?:[-+][0-9A-Za-z.+-]+)?)(?![\\w+-])");

  private final Processes processes;
  private final Map<String, String> environment;

  /**
   * @param javaHome the Java that the agent runs on, which is not always the one of the path
   */
  SelfTest(Processes processes, String javaHome) {
    this.processes = processes;
    this.environment = Map.of("JAVA_HOME", javaHome);
  }

  /**
   * @throws UpdateException with {@code self_test_failed} if it does not run, {@code
   *     version_mismatch} if it is another version
   */
  void require(Path file, String version) throws UpdateException, InterruptedException {
    Processes.Result result = run(file);
    String said = said(result);
    if (!result.ok()) {
      throw new UpdateException(
          Reason.SELF_TEST_FAILED,
          "%s --version %s%s; what runs was not touched, publish it anew"
              .formatted(
                  version,
                  result.timedOut()
                      ? "did not end within " + LIMIT.toSeconds() + " s"
                      : "ended with exit status " + result.exit(),
                  said.isEmpty() ? "" : " and said: " + said));
    }
    Optional<Version> printed = printed(result.tail());
    Optional<Version> wanted = Version.parse(version);
    if (printed.isEmpty() || wanted.isEmpty() || !printed.get().equivalent(wanted.get())) {
      throw new UpdateException(
          Reason.VERSION_MISMATCH,
          "the artifact of %s says of itself: %s".formatted(version, said.isEmpty() ? "?" : said));
    }
  }

  /** What a file says of itself, if it can be asked. */
  Optional<Version> version(Path file) throws InterruptedException {
    try {
      Processes.Result result = run(file);
      return result.ok() ? printed(result.tail()) : Optional.empty();
    } catch (UpdateException cannotRun) {
      return Optional.empty();
    }
  }

  private Processes.Result run(Path file) throws UpdateException, InterruptedException {
    try {
      return processes.run(
          List.of(file.toString(), "--version"), environment, Path.of("/"), LIMIT, line -> {});
    } catch (IOException failed) {
      throw new UpdateException(
          Reason.SELF_TEST_FAILED,
          "the artifact cannot be run on this device (" + failed.getMessage() + ")",
          failed);
    }
  }

  static Optional<Version> printed(List<String> lines) {
    for (String line : lines) {
      Matcher found = VERSION.matcher(line);
      if (found.find()) {
        return Version.parse(found.group(1));
      }
    }
    return Optional.empty();
  }

  private static String said(Processes.Result result) {
    String all = String.join(" ", result.tail()).strip();
    return all.length() > SAID ? all.substring(all.length() - SAID) : all;
  }
}
