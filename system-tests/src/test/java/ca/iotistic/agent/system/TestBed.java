package ca.iotistic.agent.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The engines, the registry and the images, made once for all classes of a run. */
final class TestBed implements AutoCloseable {
  static final String REGISTRY = "127.0.0.1:5000";
  static final String JAVA_BASE = "iotistic/java-base:17";
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private final Map<String, Engine> engines = new ConcurrentHashMap<>();
  private final Map<String, String> agents = new ConcurrentHashMap<>();
  private final Map<String, Path> files = new ConcurrentHashMap<>();
  private boolean systemd;

  private TestBed() {
    script("scripts/testbed", "up").require();
    script("scripts/testbed", "java-base").require();
  }

  static TestBed of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .computeIfAbsent(TestBed.class, key -> new TestBed(), TestBed.class);
  }

  static Shell.Result script(String... command) {
    return new Shell(ROOT, Map.of()).run(command);
  }

  /** The engine at the usual socket, shared with whoever else works on this machine. */
  Engine usual() {
    return engines.computeIfAbsent(
        "usual", name -> new Engine(name, Path.of("/var/run/docker.sock")));
  }

  /** An engine of the tests alone, which may be stopped and lose its power. */
  Engine own(String name) {
    return engines.computeIfAbsent(
        name,
        n -> {
          script("scripts/testbed", "engine", n, "up").require();
          return new Engine(n, real(ROOT.resolve(".testbed/engines/" + n + ".sock")));
        });
  }

  private static Path real(Path link) {
    try {
      return link.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The image of a real agent that says it is of this version; in the registry. */
  String agent(String version) {
    return agents.computeIfAbsent(
        version,
        v -> {
          script("scripts/agent-image", v).require();
          return REGISTRY + "/iotistic/agent:" + v;
        });
  }

  /** The file of a real agent that says it is of this version. */
  Path agentFile(String version) {
    return files.computeIfAbsent(
        version,
        v -> {
          Path file = directory().resolve("iotistic-agent-" + v);
          script("scripts/agent-file", v, file.toString()).require();
          return file;
        });
  }

  /** The same, and one that halts where a file tells it to: see {@link HaltingSeam}. */
  Path haltingAgentFile(String version) {
    return files.computeIfAbsent(
        version + "-halting",
        v -> {
          Path file = directory().resolve("iotistic-agent-" + v);
          String[] command = {
            "scripts/agent-file",
            version,
            file.toString(),
            "-C",
            Path.of("target/test-classes").toAbsolutePath().toString(),
            HaltingSeam.class.getName().replace('.', '/') + ".class",
            "-C",
            Path.of("target/test-classes/halting").toAbsolutePath().toString(),
            "META-INF/services"
          };
          script(command).require();
          return file;
        });
  }

  private static Path directory() {
    try {
      return Files.createDirectories(Path.of("target", "agents").toAbsolutePath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The image of a machine with systemd is there. */
  synchronized void systemd() {
    if (!systemd) {
      script("scripts/testbed", "systemd-base").require();
      systemd = true;
    }
  }

  @Override
  public void close() {
    engines.keySet().stream()
        .filter(name -> !name.equals("usual"))
        .forEach(name -> script("scripts/testbed", "engine", name, "down").require());
  }
}
