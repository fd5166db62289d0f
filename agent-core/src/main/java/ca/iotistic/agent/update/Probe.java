package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Processes;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operator's own look at the new version: a command that exits with 0, or an http URL. */
final class Probe {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Optional<List<String>> words;
  private final Processes processes;

  Probe(Optional<List<String>> words, Processes processes) {
    this.words = words;
    this.processes = processes;
  }

  /** What is wrong; empty if nothing is, or if there is no probe. */
  Optional<String> complaint() throws InterruptedException {
    if (words.isEmpty()) {
      return Optional.empty();
    }
    String first = words.get().get(0);
    try {
      return first.startsWith("http://") || first.startsWith("https://")
          ? ask(URI.create(first).toURL())
          : run(words.get());
    } catch (IOException | IllegalArgumentException failed) {
      return Optional.of("the probe " + first + " failed: " + failed.getMessage());
    }
  }

  private static Optional<String> ask(URL url) throws IOException {
    if (!(url.openConnection() instanceof HttpURLConnection connection)) {
      throw new IOException("not an http URL");
    }
    connection.setConnectTimeout(Math.toIntExact(PATIENCE.toMillis()));
    connection.setReadTimeout(Math.toIntExact(PATIENCE.toMillis()));
    try {
      int code = connection.getResponseCode();
      return code >= 200 && code < 400
          ? Optional.empty()
          : Optional.of("the probe " + url + " answered " + code);
    } finally {
      connection.disconnect();
    }
  }

  private Optional<String> run(List<String> command) throws IOException, InterruptedException {
    Processes.Result result = processes.run(command, Map.of(), Path.of("/"), PATIENCE, line -> {});
    if (result.ok()) {
      return Optional.empty();
    }
    String how = result.timedOut() ? "took longer than 10s" : "exited with " + result.exit();
    return Optional.of("the probe " + command.get(0) + " " + how);
  }
}
