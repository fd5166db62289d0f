package ca.iotistic.agent.system;

import java.io.IOException;
import java.io.UncheckedIOException;
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

  @Override
  public void close() {
    engines.keySet().stream()
        .filter(name -> !name.equals("usual"))
        .forEach(name -> script("scripts/testbed", "engine", name, "down").require());
  }
}
