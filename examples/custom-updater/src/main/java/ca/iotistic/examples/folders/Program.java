package ca.iotistic.examples.folders;

import ca.iotistic.agent.io.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The process that runs from {@code current}. It outlives whoever started it; a shell around it
 * writes down who it is and how it ended. Of two shells only the one with the lock starts it.
 */
final class Program {
  private static final String SHELL =
      """
      exec 9>lock && flock -n 9 || exit 0
      rm -f exit
      echo $$ >.pid && mv .pid pid
      (cd current && exec ./run) >log 2>&1 </dev/null 9>&-
      echo $? >.exit && mv .exit exit
      """;

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final int LINES = 50;

  private final Path root;
  private final Time time;

  Program(Path root, Time time) {
    this.root = root;
    this.time = time;
  }

  boolean running() throws IOException {
    return shell().isPresent();
  }

  /** Another one after each start. */
  String run() throws IOException {
    return Files.readString(root.resolve("pid")).strip()
        + "@"
        + Files.getLastModifiedTime(root.resolve("pid"));
  }

  /** Returns when it has begun to run. */
  void start() throws IOException, InterruptedException {
    Files.deleteIfExists(root.resolve("pid"));
    new ProcessBuilder("setsid", "--fork", "sh", "-c", SHELL, root.toString())
        .directory(root.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    Duration end = time.uptime().plus(LIMIT);
    while (Files.notExists(root.resolve("pid"))) {
      if (time.uptime().compareTo(end) > 0) {
        throw new IOException("nothing was started from " + root.resolve("current"));
      }
      time.sleep(LOOK);
    }
  }

  /** Asks it to end, and then makes it; the shell ends with it. */
  void stop() throws IOException, InterruptedException {
    Duration patience = time.uptime().plus(LIMIT);
    for (Optional<ProcessHandle> shell = shell(); shell.isPresent(); shell = shell()) {
      boolean patient = time.uptime().compareTo(patience) < 0;
      for (ProcessHandle each : shell.get().descendants().toList()) {
        if (patient) {
          each.destroy();
        } else {
          each.destroyForcibly();
        }
      }
      time.sleep(LOOK);
    }
  }

  /** How the last run ended, as far as that is known. */
  String ended() throws IOException {
    Path exit = root.resolve("exit");
    return Files.exists(exit)
        ? "it ended with exit status " + Files.readString(exit).strip()
        : "it does not run";
  }

  List<String> log() throws IOException {
    Path log = root.resolve("log");
    List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
    return lines.subList(Math.max(0, lines.size() - LINES), lines.size());
  }

  private Optional<ProcessHandle> shell() throws IOException {
    Path pid = root.resolve("pid");
    if (Files.notExists(pid)) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
        .filter(ProcessHandle::isAlive)
        .filter(this::isOurs);
  }

  /** The number may be another process's by now. */
  private boolean isOurs(ProcessHandle process) {
    return process
        .info()
        .arguments()
        .filter(all -> List.of(all).contains(root.toString()))
        .isPresent();
  }
}
