package ca.iotistic.agent.docker;

import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.Time;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The real engine with a name space of one test's own: what is made under {@link #name} is removed
 * at the end, and nothing else is touched.
 */
final class Bench implements AutoCloseable {
  private static final Path BUSYBOX = Path.of("/usr/bin/busybox");

  private final String id = "it-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
  private final Engine engine = Engine.connect(Optional.empty(), Time.system(), Seam.NONE);

  Engine engine() {
    return engine;
  }

  /** A name that no other test has. */
  String name(String what) {
    return id + "-" + what;
  }

  /** The command line of Docker; the output without the line's end. */
  String docker(String... arguments) {
    return docker(ProcessBuilder.Redirect.PIPE, arguments);
  }

  private String docker(ProcessBuilder.Redirect input, String... arguments) {
    List<String> command = new ArrayList<>(List.of("docker", "-H", engine.host()));
    command.addAll(Arrays.asList(arguments));
    try {
      Path errors = Files.createTempFile("bench", ".err");
      Process process =
          new ProcessBuilder(command).redirectInput(input).redirectError(errors.toFile()).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int exit = process.waitFor();
      String complaint = Files.readString(errors);
      Files.delete(errors);
      if (exit != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + complaint);
      }
      return output;
    } catch (IOException failed) {
      throw new UncheckedIOException("is there an engine? scripts/testbed up", failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  /**
   * An image with a static busybox, and nothing else; a label of its own keeps it from being the
   * same image as another test's.
   *
   * @param config as in {@code docker image inspect}, in JSON; single quotes will do
   */
  String image(String tag, String config) {
    String reference = id + "/agent:" + tag;
    try {
      ObjectNode parsed = (ObjectNode) Json.MAPPER.readTree(config.replace('\'', '"'));
      parsed.withObject("/Labels").put("bench", reference);
      Path archive = Files.createTempFile("bench", ".tar");
      Files.write(archive, ImageArchive.of(reference, parsed, Files.readAllBytes(BUSYBOX)));
      docker(ProcessBuilder.Redirect.from(archive.toFile()), "load");
      Files.delete(archive);
      return reference;
    } catch (IOException failed) {
      throw new UncheckedIOException("is busybox-static installed? scripts/testbed up", failed);
    }
  }

  /** A network of one's own, {@code 10.x.y.0/24}; answers {@code 10.x.y.}. */
  String network(String what) {
    AssertionError taken = new AssertionError("no free subnet");
    for (int attempt = 0; attempt < 50; attempt++) {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      String prefix = "10." + random.nextInt(64, 250) + "." + random.nextInt(256) + ".";
      try {
        docker("network", "create", "--subnet", prefix + "0/24", name(what));
        return prefix;
      } catch (AssertionError overlaps) {
        taken = overlaps;
      }
    }
    throw taken;
  }

  /** A port that was free a moment ago. */
  static String freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return String.valueOf(socket.getLocalPort());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    List<String> containers = lines("ps", "-aq", "--filter", "name=" + id);
    Set<String> volumes = new TreeSet<>();
    if (!containers.isEmpty()) {
      String format = "{{range .Mounts}}{{println .Name}}{{end}}";
      List<String> mounted = lines(with(containers, "inspect", "--format", format));
      mounted.stream().filter(v -> v.matches(id + ".*|[0-9a-f]{64}")).forEach(volumes::add);
      docker(with(containers, "rm", "-fv"));
    }
    volumes.addAll(lines("volume", "ls", "-q", "--filter", "name=" + id));
    volumes.retainAll(lines("volume", "ls", "-q"));
    List<String> images =
        lines("images", "--format", "{{.Repository}}:{{.Tag}}").stream()
            .filter(image -> image.contains(id))
            .toList();
    if (!volumes.isEmpty()) {
      docker(with(List.copyOf(volumes), "volume", "rm"));
    }
    List<String> networks = lines("network", "ls", "-q", "--filter", "name=" + id);
    if (!networks.isEmpty()) {
      docker(with(networks, "network", "rm"));
    }
    if (!images.isEmpty()) {
      docker(with(images, "rmi"));
    }
    engine.close();
  }

  private static String[] with(List<String> objects, String... verb) {
    List<String> command = new ArrayList<>(List.of(verb));
    command.addAll(objects);
    return command.toArray(String[]::new);
  }

  private List<String> lines(String... arguments) {
    return docker(arguments).lines().filter(line -> !line.isBlank()).toList();
  }
}
