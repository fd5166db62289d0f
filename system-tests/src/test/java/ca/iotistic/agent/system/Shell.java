package ca.iotistic.agent.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a command and returns what it said; one that never ends fails the test. */
final class Shell {
  /** Between two looks, each of which starts a process. */
  static final Duration SELDOM = Duration.ofMillis(500);

  private static final int LIMIT_SECONDS = 300;

  record Result(List<String> command, int exit, String out, String err) {
    /** What it said, or a failure that shows it all. */
    String require() {
      if (exit != 0) {
        throw new AssertionError(String.join(" ", command) + "\nexit " + exit + "\n" + out + err);
      }
      return out.strip();
    }
  }

  private final Path directory;
  private final Map<String, String> environment;

  Shell(Path directory, Map<String, String> environment) {
    this.directory = directory;
    this.environment = environment;
  }

  Result run(String... command) {
    return run(List.of(command));
  }

  Result run(List<String> command) {
    try {
      Process process = start(command);
      process.getOutputStream().close();
      CompletableFuture<String> out = text(process.getInputStream());
      CompletableFuture<String> err = text(process.getErrorStream());
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(String.join(" ", command) + " did not end");
      }
      return new Result(command, process.exitValue(), out.join(), err.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Starts it and returns at once. */
  Process start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static CompletableFuture<String> text(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        work -> new Thread(work, "shell").start());
  }
}
