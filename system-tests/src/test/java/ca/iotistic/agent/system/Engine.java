package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Docker engine, asked by the command line as a person would.
 *
 * @param name of the test bed; {@code usual} is everybody's, any other one may lose its power
 */
record Engine(String name, Path socket) {

  Shell.Result docker(String... arguments) {
    return docker(List.of(arguments));
  }

  Shell.Result docker(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(arguments);
    return shell().run(command);
  }

  /** A docker command that goes on by itself. */
  Process start(String... arguments) throws java.io.IOException {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    return shell().start(command);
  }

  String must(String... arguments) {
    return docker(arguments).require();
  }

  Optional<JsonNode> find(String container) {
    Shell.Result result = docker("container", "inspect", container);
    return result.exit() == 0 ? Optional.of(Json.read(result.out()).get(0)) : Optional.empty();
  }

  JsonNode inspect(String container) {
    return find(container).orElseThrow(() -> new AssertionError("no container " + container));
  }

  /** Names of all containers, stopped ones too, whose name begins so. */
  List<String> containers(String prefix) {
    return lines(must("ps", "-a", "--format", "{{.Names}}")).stream()
        .filter(name -> name.startsWith(prefix))
        .toList();
  }

  /** Tags of a repository. */
  List<String> tags(String repository) {
    return lines(must("images", "--format", "{{.Tag}}", repository));
  }

  Collection<String> danglingVolumes() {
    return lines(must("volume", "ls", "-q", "--filter", "dangling=true"));
  }

  /** The host's path of a volume. */
  Path volume(String volume) {
    return Path.of(must("volume", "inspect", "--format", "{{.Mountpoint}}", volume));
  }

  /** Kills the engine and every process of its containers, and starts it again. */
  void cutPower() {
    ownOnly();
    TestBed.script("scripts/testbed", "engine", name, "power-cut").require();
  }

  /** Stops the engine in good order, and starts it again. */
  void restart() {
    ownOnly();
    TestBed.script("scripts/testbed", "engine", name, "restart").require();
  }

  private void ownOnly() {
    assertThat(name).as("only an engine of the tests may be stopped").isNotEqualTo("usual");
  }

  private Shell shell() {
    return new Shell(
        Path.of("."), Map.of("DOCKER_HOST", "unix://" + socket, "DOCKER_BUILDKIT", "0"));
  }

  private static List<String> lines(String text) {
    return text.lines().filter(line -> !line.isBlank()).toList();
  }
}
