package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped launcher with plug-ins of strangers in its folder. */
class PluginIT {
  private static final Path LAUNCHER =
      Path.of("..", "agent-launcher", "target", "iotistic-agent").toAbsolutePath().normalize();
  private static final Path EXAMPLE = Path.of("..", "examples", "custom-updater", "target");

  @TempDir Path directory;
  private Path plugins;
  private Path program;
  private Broker broker;
  private Statuses cloud;
  private Optional<Process> agent = Optional.empty();

  @BeforeEach
  void install() throws Exception {
    plugins = Files.createDirectory(directory.resolve("plugins"));
    program = Files.createDirectories(directory.resolve("program"));
    Files.createDirectory(program.resolve("versions"));
    publish("1.0.5");
    publish("1.0.6");
    Path first = program.resolve("source").resolve("1.0.5").resolve("run");
    Path folder = Path.of("versions", "1.0.5-" + digest(first));
    Files.createDirectory(program.resolve(folder));
    Files.copy(first, program.resolve(folder).resolve("run"));
    Files.createSymbolicLink(program.resolve("current"), folder);
    Files.createSymbolicLink(program.resolve("boot"), folder);
    broker = Broker.start(Files.createDirectory(directory.resolve("broker")));
    cloud = Statuses.of("tcp://127.0.0.1:" + broker.port(), "agent/pump-7");
  }

  @AfterEach
  void stop() throws Exception {
    if (agent.isPresent()) {
      agent.get().destroyForcibly().waitFor();
    }
    if (Files.exists(program.resolve("pid"))) {
      long shell = Long.parseLong(Files.readString(program.resolve("pid")).strip());
      ProcessHandle.of(shell)
          .ifPresent(
              handle -> {
                handle.descendants().forEach(ProcessHandle::destroyForcibly);
                handle.destroyForcibly();
              });
    }
    cloud.close();
    broker.close();
  }

  @Test
  void aPluginIsListedAndUpdatesBesideOnesThatCannotBeUsed() throws Exception {
    Path jar = Files.copy(example(), plugins.resolve("folders.jar"));
    Path twin = Files.copy(example(), plugins.resolve("twin.jar"));
    Path broken = Files.writeString(plugins.resolve("broken.jar"), "not a jar");
    run();

    Shell.Result doctor = shell().run(LAUNCHER.toString(), "doctor", "--config", configuration());
    assertThat(doctor.exit()).as(doctor.out()).isZero();
    assertThat(doctor.out())
        .contains("ok    the plug-in " + jar + " has the update strategy folders")
        .contains("ok    a program lives in " + program)
        .contains("hm    the plug-in " + broken + " cannot be opened")
        .contains("hm    the plug-in " + twin + " is not used")
        .contains("Remove one of the two jars");

    cloud.update("by-plugin", "1.0.6");

    JsonNode end = cloud.awaitTerminal("by-plugin");
    assertThat(end.path("type").asText()).as(end.toString()).isEqualTo("update_succeeded");
    assertThat(cloud.state().path("deployment_type").asText()).isEqualTo("folders");
    assertThat(Files.readSymbolicLink(program.resolve("boot")).toString()).contains("1.0.6");
    assertThat(log()).contains(broken + " cannot be opened", twin + " is not used");
    assertThat(agent.filter(Process::isAlive)).isPresent();
  }

  @Test
  void anAgentWhosePluginDoesNotLoadRunsAndRefusesUpdatesWithWhy() throws Exception {
    Path jar = Files.writeString(plugins.resolve("folders.jar"), "not a jar");
    run();

    Shell.Result doctor = shell().run(LAUNCHER.toString(), "doctor", "--config", configuration());
    assertThat(doctor.exit()).isEqualTo(1);
    assertThat(doctor.out())
        .contains("no    no way to install an update works here")
        .contains("there is no update strategy \"folders\"")
        .contains(jar + " cannot be opened");

    cloud.update("refused", "1.0.6");

    JsonNode end = cloud.awaitTerminal("refused");
    assertThat(end.path("reason").asText()).isEqualTo("unsupported_target");
    assertThat(end.path("error").asText())
        .contains("no update strategy \"folders\"", jar + " cannot be opened");
    assertThat(agent.filter(Process::isAlive)).isPresent();
  }

  private void run() throws IOException {
    agent =
        Optional.of(
            new ProcessBuilder(LAUNCHER.toString(), "run", "--config", configuration())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start());
    cloud.awaitOnline(version());
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }

  /** As the launcher says it. */
  private String version() {
    String[] words = shell().run(LAUNCHER.toString(), "--version").require().split(" v", 2);
    return words[1];
  }

  private Shell shell() {
    return new Shell(directory, Map.of());
  }

  private String configuration() throws IOException {
    Path file = directory.resolve("agent.yaml");
    Files.writeString(
        file,
        """
        device: pump-7
        state_dir: %s
        mqtt: {url: "tcp://127.0.0.1:%d", username: %s, password: %s}
        updater: folders
        plugins: %s
        plugin: {folders: {root: %s, source: %s}}
        health: {stable_for: 1s}
        """
            .formatted(
                directory.resolve("state"),
                broker.port(),
                Broker.USER,
                Broker.PASSWORD,
                plugins,
                program,
                program.resolve("source")));
    return file.toString();
  }

  private void publish(String version) throws IOException {
    Path run = Files.createDirectories(program.resolve("source").resolve(version)).resolve("run");
    Files.writeString(run, "#!/bin/sh\necho version " + version + "\nexec sleep 100000\n");
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** As the strategy names a folder: by its files' names and contents. */
  private static String digest(Path run) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update("run".getBytes(StandardCharsets.UTF_8));
    sha256.update(Files.readAllBytes(run));
    return HexFormat.of().formatHex(sha256.digest()).substring(0, 12);
  }

  private static Path example() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLE)) {
      List<Path> jars =
          files
              .filter(file -> file.getFileName().toString().matches("example-custom-updater-.*jar"))
              .toList();
      assertThat(jars).hasSize(1);
      return jars.get(0);
    }
  }
}
