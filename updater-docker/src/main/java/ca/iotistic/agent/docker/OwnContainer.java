package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which container this process runs in. The kernel's files give hints, each of which can be absent
 * or wrong; the proof is a file with a random name and content that the engine reads back out of
 * the container.
 */
final class OwnContainer {
  /** What the engine binds into each container; a user may bind over any of them. */
  private static final Pattern MOUNT =
      Pattern.compile(
          "\\S+ \\S+ \\S+ \\S*/([0-9a-f]{64})/(?:hostname|hosts|resolv\\.conf) /etc/\\S+ .*");

  /** {@code /docker/ID}, {@code /docker-ID.scope}, {@code /any/parent/ID}. */
  private static final Pattern CGROUP =
      Pattern.compile(".*/(?:[a-z-]*-)?([0-9a-f]{64})(?:\\.scope)?");

  private final Engine engine;
  private final Path proc;
  private final Path root;
  private final Path stateDirectory;

  /**
   * @param proc the process's own directory of the proc file system
   * @param root what that process sees as its root
   */
  OwnContainer(Engine engine, Path proc, Path root, Path stateDirectory) {
    this.engine = engine;
    this.proc = proc;
    this.root = root;
    this.stateDirectory = stateDirectory;
  }

  static OwnContainer ofThisProcess(Engine engine, Path stateDirectory) {
    return new OwnContainer(engine, Path.of("/proc/self"), Path.of("/"), stateDirectory);
  }

  /** The container as inspected; empty if this process runs in none that the engine knows. */
  Optional<JsonNode> prove() throws EngineException, InterruptedException {
    for (String id : idsOfKernel()) {
      Optional<JsonNode> container = engine.find(id);
      if (container.isPresent() && proves(container.get(), true)) {
        return container;
      }
    }
    for (JsonNode container : byHostname()) {
      if (proves(container, false)) {
        return Optional.of(container);
      }
    }
    return Optional.empty();
  }

  Set<String> idsOfKernel() {
    Set<String> ids = new LinkedHashSet<>();
    collect(MOUNT, lines(proc.resolve("mountinfo")), ids);
    collect(CGROUP, lines(proc.resolve("cgroup")), ids);
    return ids;
  }

  private static void collect(Pattern pattern, List<String> lines, Set<String> ids) {
    for (String line : lines) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.matches()) {
        ids.add(matcher.group(1));
      }
    }
  }

  /** A hostname is no more than a guess: it may be set, inherited, or the host's. */
  private List<JsonNode> byHostname() throws EngineException, InterruptedException {
    List<JsonNode> found = new ArrayList<>();
    String hostname = String.join("", lines(root.resolve("etc/hostname"))).strip();
    if (hostname.isEmpty() || !Files.exists(root.resolve(".dockerenv"))) {
      // Outside of containers it is the name of the host, and of whoever shares its network.
      return found;
    }
    for (JsonNode listed : engine.list(Optional.empty())) {
      Optional<JsonNode> container = engine.find(Fields.text(listed, "Id"));
      if (container.isPresent()
          && (Fields.text(container.get(), "Config", "Hostname").equals(hostname)
              || (hostname.length() >= 12
                  && Fields.text(container.get(), "Id").startsWith(hostname)))) {
        found.add(container.get());
      }
    }
    return found;
  }

  /**
   * @param hinted whether the kernel named it: then a file on a shared mount is proof enough; with
   *     a guess it is not, since two containers may have the same volume
   */
  private boolean proves(JsonNode container, boolean hinted)
      throws EngineException, InterruptedException {
    if (!Fields.is(container, "State", "Running")) {
      return false;
    }
    for (String directory : List.of("/tmp", "/", "/var/tmp", "/run", stateDirectory.toString())) {
      if ((hinted || !mounted(container, directory)) && readsBack(container, directory)) {
        return true;
      }
    }
    return false;
  }

  private static boolean mounted(JsonNode container, String directory) {
    for (JsonNode mount : container.path("Mounts")) {
      if (Path.of(directory).startsWith(Fields.text(mount, "Destination"))) {
        return true;
      }
    }
    return false;
  }

  private boolean readsBack(JsonNode container, String directory)
      throws EngineException, InterruptedException {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    String nonce = HexFormat.of().formatHex(random);
    Path inside = Path.of(directory, ".iotistic-" + nonce.substring(0, 12));
    Path file = root.resolve(Path.of("/").relativize(inside));
    try {
      Files.writeString(file, nonce, StandardCharsets.US_ASCII, StandardOpenOption.CREATE_NEW);
    } catch (IOException notWritable) {
      return false;
    }
    try {
      Optional<byte[]> read = engine.file(Fields.text(container, "Id"), inside.toString(), 100);
      return read.isPresent() && nonce.equals(new String(read.get(), StandardCharsets.US_ASCII));
    } catch (EngineException failed) {
      if (Charge.isAnswer(failed)) {
        // Somebody else's container, guessed at, may be in any state.
        return false;
      }
      throw failed;
    } finally {
      delete(file);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException left) {
      file.toFile().deleteOnExit();
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException absent) {
      return List.of();
    }
  }
}
