package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A whole device: a container whose process 1 is systemd, with the agent as a service. The state
 * directory lies on this side, so that a test can look into it at any moment.
 */
final class SystemdMachine {
  static final String UNIT = "iotistic-agent.service";
  static final String SWITCHER = "iotistic-agent-switcher.service";
  static final String BINARY = "/usr/local/bin/iotistic-agent";

  private static final String IMAGE = "iotistic/systemd:252";
  private static final Path FILES = Path.of("..").toAbsolutePath().normalize();

  private final Engine engine;
  private final String name;
  private final Path directory;

  /**
   * @param directory is {@code /scene} there; in it {@code state} is the state directory and {@code
   *     bin} where the agent's file lies
   */
  SystemdMachine(Engine engine, String name, Path directory) {
    this.engine = engine;
    this.name = name;
    this.directory = directory;
  }

  String name() {
    return name;
  }

  /** Boots, with the agent's file and the script that installs it in {@code /root}. */
  void boot(Path agent) throws IOException {
    Files.createDirectories(state());
    Files.createDirectories(binaries());
    engine.must(
        "run",
        "-d",
        "--name",
        name,
        "--network",
        "host",
        "--cap-add",
        "SYS_ADMIN",
        "--cap-add",
        "NET_ADMIN",
        "--cap-add",
        "SYS_PTRACE",
        "--security-opt",
        "seccomp=unconfined",
        "--security-opt",
        "apparmor=unconfined",
        "--tmpfs",
        "/run",
        "--tmpfs",
        "/run/lock",
        "-v",
        "/sys/fs/cgroup:/sys/fs/cgroup:rw",
        "--cgroupns=host",
        "-e",
        "container=docker",
        "-v",
        directory + ":/scene",
        "-v",
        state() + ":/var/lib/iotistic",
        "-v",
        binaries() + ":/usr/local/bin",
        IMAGE,
        "/sbin/init");
    awaitBoot();
    engine.must("cp", FILES.resolve("scripts/install-systemd").toString(), name + ":/root/");
    engine.must("cp", agent.toString(), name + ":/root/iotistic-agent");
  }

  /** Boots, and installs the agent as the README says. */
  void start(Path agent, String configuration) throws IOException {
    Files.writeString(directory.resolve("agent.yaml"), configuration);
    boot(agent);
    sh("install -D -m 600 /scene/agent.yaml /etc/iotistic/agent.yaml");
    install().require();
  }

  Shell.Result install(String... options) {
    return shell("/root/install-systemd " + String.join(" ", options));
  }

  void awaitBoot() {
    Awaitility.await(name + " has booted")
        .atMost(Statuses.LIMIT)
        .until(
            () -> {
              String said = exec("systemctl", "is-system-running").out();
              return said.startsWith("running") || said.startsWith("degraded");
            });
  }

  Shell.Result exec(String... command) {
    List<String> line = new ArrayList<>(List.of("exec", name));
    line.addAll(List.of(command));
    return engine.docker(line);
  }

  String must(String... command) {
    return exec(command).require();
  }

  /** A line for the shell there. */
  Shell.Result shell(String line) {
    return exec("sh", "-c", line);
  }

  String sh(String line) {
    return shell(line).require();
  }

  /** Everything ends at once; the disk stays. Within two minutes the service is there again. */
  void cutPowerAndBoot() {
    engine.must("kill", name);
    engine.must("start", name);
    Awaitility.await("the service is active after the boot")
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptions()
        .until(this::active);
  }

  Path state() {
    return directory.resolve("state");
  }

  /** {@code /usr/local/bin} there. */
  Path binaries() {
    return directory.resolve("bin");
  }

  /** What is in flight; empty if nothing is. */
  Optional<JsonNode> journal() {
    try {
      return Optional.of(Json.read(Files.readString(state().resolve("journal.json"))));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String phase() {
    return journal().map(journal -> journal.path("phase").asText()).orElse("");
  }

  String property(String unit, String property) {
    return must("systemctl", "show", "--value", "--property=" + property, unit);
  }

  boolean active() {
    return exec("systemctl", "is-active", "--quiet", UNIT).exit() == 0;
  }

  String version() {
    return exec(BINARY, "--version").out().strip();
  }

  /** The promise: in the end an agent of this version runs, and is what a boot would start. */
  void awaitAgent(String version) {
    Awaitility.await("an agent " + version + " runs on " + name)
        .atMost(Statuses.LIMIT)
        .untilAsserted(
            () -> {
              assertThat(active()).isTrue();
              assertThat(version()).isEqualTo("Iotistic Device Agent v" + version);
            });
  }

  /** Nothing is left but the agent and so many backups. */
  void awaitNoLeftovers(int backups) {
    Awaitility.await("no leftovers on " + name)
        .atMost(Statuses.LIMIT)
        .untilAsserted(
            () -> {
              assertThat(journal()).isEmpty();
              assertThat(sh("ls -A /usr/local/bin")).isEqualTo("iotistic-agent");
              assertThat(backups()).hasSize(backups);
              assertThat(list("downloads")).isEmpty();
              assertThat(list("work")).isEmpty();
              assertThat(list("switcher")).doesNotContain("armed", "run");
              assertThat(exec("systemctl", "is-active", SWITCHER).out().strip())
                  .isEqualTo("inactive");
            });
  }

  List<String> backups() {
    return list("backups").stream().filter(file -> !file.startsWith(".")).toList();
  }

  /** Bytes of the largest file that is being fetched, or was. */
  long downloaded() {
    return list("downloads").stream()
        .mapToLong(file -> state().resolve("downloads").resolve(file).toFile().length())
        .max()
        .orElse(0);
  }

  private List<String> list(String folder) {
    Path path = state().resolve(folder);
    if (Files.notExists(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void remove() {
    engine.docker("rm", "-f", "-v", name);
  }

  /** All that helps somebody who has to find out why a test failed. */
  String describe() {
    return Stream.of(
            "systemctl --no-pager status iotistic-agent.service iotistic-agent-switcher.service",
            "ls -la /usr/local/bin /var/lib/iotistic /var/lib/iotistic/*",
            "cat /var/lib/iotistic/journal.json /var/lib/iotistic/history.jsonl",
            "journalctl --no-pager -n 600")
        .map(line -> exec("sh", "-c", line))
        .map(result -> result.out() + result.err())
        .collect(Collectors.joining("\n----\n"));
  }
}
