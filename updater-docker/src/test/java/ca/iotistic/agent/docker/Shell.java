package ca.iotistic.agent.docker;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Commands that an operator would type. */
final class Shell {
  private static final Processes PROCESSES = new Processes(Seam.NONE);

  private Shell() {}

  /** The lines of its output and error output. */
  static List<String> run(String... command) throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    Processes.Result result =
        PROCESSES.run(
            List.of(command),
            Map.of("DOCKER_BUILDKIT", "0"),
            Path.of("/tmp"),
            Duration.ofMinutes(2),
            lines::add);
    if (!result.ok()) {
      throw new IOException(String.join(" ", command) + " failed: " + String.join("\n", lines));
    }
    return lines;
  }

  /** The last line. */
  static String docker(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    List<String> lines = run(command.toArray(String[]::new));
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }
}
