package ca.iotistic.agent.mqtt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the small tools that a fixture needs. */
final class Shell {
  private Shell() {}

  /** Fails with what the tool said. */
  static void run(Path directory, List<String> command) throws IOException, InterruptedException {
    List<String> found = new ArrayList<>(command);
    found.set(0, find(command.get(0)));
    Process process;
    try {
      process =
          new ProcessBuilder(found).directory(directory.toFile()).redirectErrorStream(true).start();
    } catch (IOException missing) {
      throw new IllegalStateException(
          "there is no " + command.get(0) + " on this machine: run scripts/testbed up", missing);
    }
    process.getOutputStream().close();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int exit = process.waitFor();
    if (exit != 0) {
      throw new IllegalStateException(String.join(" ", command) + " failed: " + said);
    }
  }

  /** Debian keeps servers in a directory that is not on everybody's path. */
  static String find(String tool) {
    Path server = Path.of("/usr/sbin", tool);
    return Files.isExecutable(server) ? server.toString() : tool;
  }
}
