package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A container of a few kilobytes, without Java, and {@code update-agent-docker.sh} on the host,
 * which updates it the plain way.
 */
final class ScriptedContainer implements BeforeEachCallback, AfterEachCallback {
  static final String SLEEPS = "CMD [\"/bin/sleep\", \"100000\"]";

  static final Path SCRIPT =
      Path.of("../scripts/update-agent-docker.sh").toAbsolutePath().normalize();

  private final String name =
      "scripted-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  private Path directory = Path.of("target");
  private Device device = new Device(new Engine("none", directory), name, name);

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    directory = Files.createTempDirectory(name);
    device = new Device(TestBed.of(context).usual(), name, TestBed.REGISTRY + "/" + name);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    processes().forEach(ProcessHandle::destroyForcibly);
    device.remove();
    new Shell(Path.of("."), Map.of()).run("rm", "-rf", directory.toString());
  }

  Device device() {
    return device;
  }

  Path directory() {
    return directory;
  }

  void publish(String version, String... lines) {
    publishAs(version, version, lines);
  }

  /** An image that says it is of another version. */
  void publishAs(String version, String said, String... lines) {
    try {
      Path folder = Files.createDirectories(directory.resolve("image"));
      List<String> file =
          new ArrayList<>(
              List.of(
                  "FROM " + TestBed.JAVA_BASE,
                  "ENV OF_THE_IMAGE=" + version,
                  "VOLUME /anonymous",
                  "LABEL org.opencontainers.image.version=" + said));
      file.addAll(List.of(lines));
      Files.writeString(folder.resolve("Dockerfile"), String.join("\n", file) + "\n");
      device.engine().must("build", "-q", "-t", device.image(version), folder.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    device.engine().must("push", "-q", device.image(version));
    device.engine().must("rmi", device.image(version));
  }

  /**
   * An agent whose Java is broken, in an image that has all that the script needs to do the work.
   */
  void publishWithTools(String version) throws IOException {
    Path folder = directory.resolve("image");
    ScriptTools.lay(folder);
    Files.createDirectories(folder.resolve("app/bin"));
    new Shell(folder, Map.of())
        .run(
            "sh",
            "-c",
            """
            cp "$0" app/bin/
            printf '#!/bin/sh\n[ "$1" = run ] || exit 127\nexec sleep 100000\n' >app/iotistic-agent
            chmod 755 app/iotistic-agent
            """,
            SCRIPT.toString())
        .require();
    List<String> lines = new ArrayList<>(List.of(ScriptTools.COPIED));
    lines.add("COPY app /app");
    lines.add("ENTRYPOINT [\"/app/iotistic-agent\"]");
    lines.add("CMD [\"run\"]");
    publish(version, lines.toArray(new String[0]));
  }

  void start(String version, String... options) {
    publish(version, SLEEPS);
    run(version, options);
  }

  void run(String version, String... options) {
    run(version, List.of(options), List.of());
  }

  void run(String version, List<String> options, List<String> command) {
    List<String> line = new ArrayList<>(List.of("run", "-d", "--name", name));
    line.addAll(List.of("--restart", "always", "--stop-timeout", "1"));
    line.addAll(options);
    line.add(device.image(version));
    line.addAll(command);
    device.engine().docker(line).require();
  }

  Shell.Result update(String... arguments) {
    return shell().run(line(arguments));
  }

  Process begin(String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" >/dev/null 2>&1", "sh"));
    line.addAll(line(arguments));
    return shell().start(line);
  }

  private static List<String> line(String... arguments) {
    List<String> line = new ArrayList<>(List.of(SCRIPT.toString()));
    line.addAll(List.of(arguments));
    return line;
  }

  private Shell shell() {
    return new Shell(
        directory,
        Map.of(
            "IOTISTIC_SCRIPT",
            "plain",
            "IOTISTIC_DOCKER_CONTAINER",
            name,
            "IOTISTIC_STATE_DIR",
            directory.resolve("state").toString(),
            "IOTISTIC_HEALTH_STABLE_FOR",
            "2s",
            "IOTISTIC_HEALTH_TIMEOUT",
            "60s",
            "DOCKER_HOST",
            "unix://" + device.engine().socket()));
  }

  /** The second half, if it is at work. */
  Stream<ProcessHandle> processes() {
    String work = directory.resolve("state").toString();
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process
                    .info()
                    .commandLine()
                    .filter(line -> line.contains(work) && line.contains("--switch"))
                    .isPresent());
  }

  static void kill(ProcessHandle process) {
    List<ProcessHandle> tree = Stream.concat(process.descendants(), Stream.of(process)).toList();
    tree.forEach(ProcessHandle::destroyForcibly);
  }

  void assertEnded(String version) throws IOException {
    device.awaitAgent(version);
    Awaitility.await("the second half has gone")
        .atMost(Statuses.LIMIT)
        .until(() -> processes().findAny().isEmpty());
    List<String> backups = device.backups();
    assertThat(backups).hasSizeLessThanOrEqualTo(3);
    assertThat(device.engine().containers(name)).hasSize(1 + backups.size()).contains(name);
    for (String backup : backups) {
      assertThat(device.engine().inspect(backup).at("/State/Running").asBoolean()).isFalse();
      assertThat(device.engine().inspect(backup).at("/HostConfig/RestartPolicy/Name").asText())
          .isEqualTo("no");
    }
    try (Stream<Path> files = Files.list(directory.resolve("state/script/" + name))) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .isSubsetOf("lock", "second.lock", "log", "pull.log", "result");
    }
  }
}
