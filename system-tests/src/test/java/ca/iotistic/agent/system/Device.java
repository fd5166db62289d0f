package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * One device: the agent's container, whichever it is at the moment, with all that belongs to it.
 */
final class Device {
  private final Engine engine;
  private final String name;
  private final String repository;

  Device(Engine engine, String name, String repository) {
    this.engine = engine;
    this.name = name;
    this.repository = repository;
  }

  String name() {
    return name;
  }

  String repository() {
    return repository;
  }

  Engine engine() {
    return engine;
  }

  String switcher() {
    return name + "-switcher";
  }

  String stateVolume() {
    return name + "-state";
  }

  /** Starts the first agent, with the line of the README plus these options and arguments. */
  void run(String version, Options options) {
    run(version, options, List.of());
  }

  void run(String version, Options options, List<String> arguments) {
    List<String> line = new ArrayList<>(List.of("run", "-d"));
    line.addAll(options.line());
    line.add(image(version));
    line.addAll(arguments);
    engine.docker(line).require();
  }

  String image(String version) {
    return repository + ":" + version;
  }

  JsonNode inspect() {
    return engine.inspect(name);
  }

  Shell.Result exec(String... command) {
    List<String> line = new ArrayList<>(List.of("exec", name));
    line.addAll(List.of(command));
    return engine.docker(line);
  }

  /** As the kernel kills: a call of the engine would be taken for the user's wish. */
  void kill(String container) {
    String pid = engine.inspect(container).at("/State/Pid").asText();
    new Shell(Path.of("."), Map.of()).run("kill", "-9", pid).require();
  }

  String logs() {
    Shell.Result result = engine.docker("logs", name);
    return result.out() + result.err();
  }

  List<String> backups() {
    return engine.containers(name + "-backup-").stream().sorted().toList();
  }

  /** What is in flight; empty if nothing is. */
  Optional<JsonNode> journal() {
    try {
      Path file = engine.volume(stateVolume()).resolve("journal.json");
      return Files.exists(file) ? Optional.of(Json.read(Files.readString(file))) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The promise: in the end an agent of this version runs under the name, and comes back by itself.
   */
  void awaitAgent(String version) {
    Awaitility.await("an agent " + version + " runs as " + name)
        .atMost(Statuses.LIMIT)
        .pollInterval(Shell.SELDOM)
        .untilAsserted(() -> assertAgent(version));
  }

  private void assertAgent(String version) {
    JsonNode container = inspect();
    assertThat(container.at("/State/Running").asBoolean()).isTrue();
    assertThat(container.at("/State/Restarting").asBoolean()).isFalse();
    assertThat(container.at("/Config/Image").asText()).isEqualTo(image(version));
    assertThat(container.at("/HostConfig/RestartPolicy/Name").asText()).isEqualTo("always");
  }

  /** Nothing is left but the agent and this many backups: each a container and an image tag. */
  void awaitNoLeftovers(int backups) {
    Awaitility.await("no leftovers of " + name)
        .atMost(Statuses.LIMIT)
        .pollInterval(Shell.SELDOM)
        .untilAsserted(
            () -> {
              assertThat(journal()).isEmpty();
              assertThat(engine.containers(name)).hasSize(1 + backups).contains(name);
              assertThat(backups()).hasSize(backups);
            });
  }

  /** Removes all of it. */
  void remove() {
    removeContainers();
    engine.docker("volume", "rm", "-f", stateVolume());
    List<String> images = new ArrayList<>(List.of("rmi", "-f"));
    engine.tags(repository).forEach(tag -> images.add(repository + ":" + tag));
    if (images.size() > 2) {
      engine.docker(images);
    }
  }

  void removeContainers() {
    List<String> line = new ArrayList<>(List.of("rm", "-f", "-v"));
    line.addAll(engine.containers(name));
    if (line.size() > 3) {
      engine.docker(line);
    }
  }

  /** All that helps somebody who has to find out why a test failed. */
  String describe() {
    StringBuilder text = new StringBuilder(engine.docker("ps", "-a").out());
    journal().ifPresent(j -> text.append(Json.pretty(j)).append('\n'));
    for (String container : engine.containers(name)) {
      Shell.Result logs = engine.docker("logs", "--timestamps", container);
      text.append("\n== ").append(container).append('\n').append(logs.out()).append(logs.err());
    }
    return text.toString();
  }
}
