package ca.iotistic.agent.docker;

import static ca.iotistic.agent.docker.Shell.docker;

import ca.iotistic.agent.contract.HastyTime;
import ca.iotistic.agent.contract.UpdaterContract;
import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * A container in charge on the real engine, with names and image bytes that no other test has, and
 * everything that is needed to update it. Takes away what it has made.
 */
final class Bed implements AutoCloseable {
  /** Ends at once when it is asked to. */
  private static final String COMMAND =
      "trap 'exit 0' TERM; echo version $VERSION; sleep 3600 & wait";

  private static final String MOUNTED = "{{range .Mounts}}{{.Name}} {{end}}";

  private static final Instant START = Instant.parse("2026-11-10T02:00:00Z");

  final String name = "it-" + UUID.randomUUID().toString().substring(0, 8);
  final Path state;
  final String repository;
  final Map<String, String> settings = new TreeMap<>();
  final Engine engine;
  FreeSpace space = info -> java.util.OptionalLong.empty();
  int kept = 3;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private int updates;

  Bed() throws IOException {
    this(Registry.open());
  }

  Bed(Registry registry) throws IOException {
    state = Files.createTempDirectory(name);
    repository = registry.host() + "/" + name + "/agent";
    settings.put("docker.container", name);
    engine = Engine.connect(Optional.empty(), Time.system(), Seam.NONE);
  }

  /** In the engine only. */
  String build(String version, String... lines) throws IOException, InterruptedException {
    String reference = repository + ":" + version;
    List<String> command = new ArrayList<>(List.of("import"));
    List<String> changes = new ArrayList<>();
    changes.add("LABEL bytes=" + name + "-" + version);
    changes.add("ENV VERSION=" + version);
    changes.add("CMD [\"/bin/sh\",\"-c\",\"" + COMMAND + "\"]");
    changes.addAll(List.of(lines));
    changes.forEach(change -> command.addAll(List.of("--change", change)));
    command.addAll(List.of(Busybox.archive().toString(), reference));
    docker(command.toArray(String[]::new));
    return reference;
  }

  /** In the registry only. */
  void push(String version, String... lines) throws IOException, InterruptedException {
    String reference = build(version, lines);
    docker("push", "-q", reference);
    docker("rmi", reference);
  }

  /** Runs what was built. */
  String run(String version, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("run", "-d", "--name", name));
    if (!List.of(options).contains("--restart")) {
      command.addAll(List.of("--restart", "unless-stopped"));
    }
    command.addAll(List.of(options));
    command.add(repository + ":" + version);
    return docker(command.toArray(String[]::new));
  }

  DockerUpdater updater() {
    return updater(Seam.NONE);
  }

  /** As another process would make it: nothing is shared but the engine and the disk. */
  DockerUpdater updater(Seam seam) {
    return updater(environment(seam));
  }

  /** One that knows another engine. */
  DockerUpdater updater(String host) {
    Map<String, String> elsewhere = new TreeMap<>(settings);
    elsewhere.put("docker.host", host);
    return updater(environment(elsewhere, Seam.NONE));
  }

  private DockerUpdater updater(Environment environment) {
    Engine own = DockerProvider.connect(environment);
    DockerUpdater updater =
        new DockerUpdater(
            own, environment, OwnContainer.ofThisProcess(own, state), info -> space.bytes(info));
    opened.add(updater);
    return updater;
  }

  Environment environment(Seam seam) {
    return environment(settings, seam);
  }

  private Environment environment(Map<String, String> settings, Seam seam) {
    return new Environment(
        settings,
        "1.0.0",
        state,
        state.resolve("backups"),
        kept,
        new Processes(seam),
        new HastyTime(),
        seam);
  }

  /** The next update, a minute after the one before. */
  Update begin(String version) throws UpdateException, InterruptedException {
    DockerUpdater updater = updater();
    return begin(updater.resolve(Request.of(version)));
  }

  Update begin(Release release) throws UpdateException, InterruptedException {
    updates++;
    String id = name + "-" + updates;
    return new Update(
        id,
        START.plus(Duration.ofMinutes(updates)),
        updater().installed(),
        release,
        Prepared.NOT_YET,
        state.resolve("work").resolve(id),
        Update.Progress.NONE);
  }

  Update prepare(Update update) throws UpdateException, InterruptedException {
    return UpdaterContract.with(update, updater().prepare(update));
  }

  /** All the way. */
  Update update(String version) throws UpdateException, InterruptedException {
    Update update = prepare(begin(version));
    DockerUpdater updater = updater();
    updater.activate(update);
    updater.commit(update);
    updater.tidy();
    return update;
  }

  JsonNode inspect(String container) throws EngineException, InterruptedException {
    return engine.inspect(container);
  }

  /** The names of all containers that belong to this test, sorted. */
  List<String> containers() throws IOException, InterruptedException {
    return lines("docker", "ps", "-a", "--filter", "name=" + name, "--format", "{{.Names}}");
  }

  /** All tags in this test's repository, sorted. */
  List<String> tags() throws IOException, InterruptedException {
    return lines("docker", "images", repository, "--format", "{{.Tag}}");
  }

  List<String> volumes() throws IOException, InterruptedException {
    return lines("docker", "volume", "ls", "-q", "--filter", "name=" + name);
  }

  static List<String> lines(String... command) throws IOException, InterruptedException {
    return Shell.run(command).stream().sorted().toList();
  }

  /** A network of this test's own, {@code 10.x.y.0/24}; answers {@code 10.x.y.}. */
  String network(String what) throws IOException, InterruptedException {
    IOException taken = new IOException("no free subnet");
    for (int attempt = 0; attempt < 50; attempt++) {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      String prefix = "10." + random.nextInt(64, 250) + "." + random.nextInt(256) + ".";
      try {
        docker("network", "create", "--subnet", prefix + "0/24", name + "-" + what);
        return prefix;
      } catch (IOException overlaps) {
        taken = overlaps;
      }
    }
    throw taken;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    List<String> containers = containers();
    List<String> volumes = new ArrayList<>(volumes());
    if (!containers.isEmpty()) {
      List<String> inspect = new ArrayList<>(List.of("docker", "inspect", "--format", MOUNTED));
      inspect.addAll(containers);
      Shell.run(inspect.toArray(String[]::new)).stream()
          .flatMap(line -> Stream.of(line.split(" ")))
          .filter(volume -> volume.matches("[0-9a-f]{64}"))
          .forEach(volumes::add);
    }
    removeAll(containers, "rm", "-f");
    removeAll(lines("docker", "images", repository, "--format", "{{.ID}}"), "rmi", "-f");
    removeAll(volumes, "volume", "rm", "-f");
    removeAll(lines("docker", "network", "ls", "-q", "--filter", "name=" + name), "network", "rm");
    for (AutoCloseable updater : opened) {
      try {
        updater.close();
      } catch (IOException | InterruptedException failed) {
        throw failed;
      } catch (Exception failed) {
        throw new IOException(failed);
      }
    }
    engine.close();
  }

  private static void removeAll(List<String> names, String... command)
      throws IOException, InterruptedException {
    if (!names.isEmpty()) {
      List<String> all = new ArrayList<>(List.of(command));
      all.addAll(new java.util.TreeSet<>(names));
      docker(all.toArray(String[]::new));
    }
  }

  /** Static busybox and nothing else; packed once. */
  private static final class Busybox {
    private static Optional<Path> packed = Optional.empty();

    static synchronized Path archive() throws IOException, InterruptedException {
      if (packed.isEmpty()) {
        Path root = Files.createTempDirectory("busybox");
        Path bin = Files.createDirectories(root.resolve("bin"));
        Files.copy(Path.of("/usr/bin/busybox"), bin.resolve("busybox"));
        for (String applet : List.of("sh", "sleep", "cat", "ls", "id", "hostname", "true")) {
          Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
        }
        Files.createDirectories(root.resolve("tmp"));
        Path archive = root.resolveSibling(root.getFileName() + ".tar");
        Shell.run("tar", "-C", root.toString(), "-cf", archive.toString(), "bin", "tmp");
        packed = Optional.of(archive);
      }
      return packed.get();
    }
  }
}
