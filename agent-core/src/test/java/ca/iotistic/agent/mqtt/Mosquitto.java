package ca.iotistic.agent.mqtt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A real Mosquitto on free ports of this machine, in a directory of its own. Configure, {@link
 * #start}, and close; it may be killed and started again on the same ports in between.
 */
public final class Mosquitto implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int START_ATTEMPTS = 5;

  private final Path directory;
  private final List<String> general = new ArrayList<>();
  private final List<String> listeners = new ArrayList<>();
  private Optional<Path> passwords = Optional.empty();
  private Optional<Process> process = Optional.empty();
  private int port;

  private Mosquitto(Path directory) {
    this.directory = directory;
  }

  /** Without users, lists or persistence so far. */
  public static Mosquitto in(Path directory) throws IOException {
    return new Mosquitto(Files.createDirectories(directory));
  }

  /** From now on only users may connect, this one among them. */
  public Mosquitto user(String name, String password) throws IOException, InterruptedException {
    Path file = passwords.orElse(directory.resolve("passwords"));
    List<String> command = new ArrayList<>(List.of("mosquitto_passwd", "-b"));
    if (passwords.isEmpty()) {
      command.add("-c");
    }
    command.addAll(List.of(file.toString(), name, password));
    Shell.run(directory, command);
    passwords = Optional.of(file);
    return this;
  }

  /** The whole access list, as in {@code mosquitto.conf(5)}; may be called again with a restart. */
  public Mosquitto acl(String... lines) throws IOException {
    Path file = directory.resolve("acl");
    Files.write(file, List.of(lines));
    general.removeIf(line -> line.startsWith("acl_file"));
    general.add("acl_file " + file);
    return this;
  }

  /** Keeps sessions and retained messages; without it a restart forgets them. */
  public Mosquitto persistent() {
    general.add("persistence true");
    general.add("persistence_location " + directory + "/");
    general.add("autosave_on_changes true");
    general.add("autosave_interval 1");
    return this;
  }

  /** Any line of the configuration that is not about a listener. */
  public Mosquitto line(String line) {
    general.add(line);
    return this;
  }

  /**
   * One more listener, with TLS.
   *
   * @return its port
   */
  public int tls(Certificates.Pair server, Optional<Path> clientAuthority) throws IOException {
    int own = Ports.free();
    listeners.add("listener " + own + " 127.0.0.1");
    listeners.add("certfile " + server.cert());
    listeners.add("keyfile " + server.key());
    if (clientAuthority.isPresent()) {
      listeners.add("cafile " + clientAuthority.get());
      listeners.add("require_certificate true");
    }
    return own;
  }

  /** Returns when it accepts connections. */
  public Mosquitto start() throws IOException, InterruptedException {
    for (int attempt = 1; port == 0; attempt++) {
      port = Ports.free();
      if (!launched() && attempt < START_ATTEMPTS) {
        port = 0; // Somebody else took the port meanwhile.
      }
    }
    if (!running() && !launched()) {
      throw new IllegalStateException("mosquitto does not start:\n" + log());
    }
    return this;
  }

  /** The port without TLS. */
  public int port() {
    return port;
  }

  public String url() {
    return "tcp://127.0.0.1:" + port;
  }

  public boolean running() {
    return process.map(Process::isAlive).orElse(false);
  }

  /** Like a power cut: whatever it has not written is gone. Returns when it is dead. */
  public void kill() throws InterruptedException {
    if (process.isPresent()) {
      process.get().destroyForcibly().waitFor();
    }
  }

  /** In order, as at a shutdown. Returns when it has ended. */
  public void stop() throws InterruptedException {
    if (process.isPresent()) {
      process.get().destroy();
      if (!process.get().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        kill();
      }
    }
  }

  /** What it has logged since it was configured, every packet included. */
  public String log() throws IOException {
    Path file = directory.resolve("mosquitto.log");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }

  private boolean launched() throws IOException {
    Path configuration = directory.resolve("mosquitto.conf");
    List<String> lines = new ArrayList<>(general);
    lines.add("allow_anonymous " + passwords.isEmpty());
    passwords.ifPresent(file -> lines.add("password_file " + file));
    lines.add("user root"); // Only looked at as root, where it would give up its own directory.
    lines.add("log_type all");
    lines.add("log_dest stderr"); // Written at once, other than stdout.
    lines.add("listener " + port + " 127.0.0.1");
    lines.addAll(listeners);
    Files.write(configuration, lines);
    Path log = directory.resolve("mosquitto.log");
    Files.write(log, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    Process started;
    try {
      started =
          new ProcessBuilder(Shell.find("mosquitto"), "-c", configuration.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException missing) {
      throw new IllegalStateException(
          "there is no mosquitto on this machine: run scripts/testbed up, or install the package"
              + " mosquitto",
          missing);
    }
    process = Optional.of(started);
    Awaitility.await("mosquitto accepts connections")
        .atMost(PATIENCE)
        .until(() -> !started.isAlive() || accepts());
    return started.isAlive();
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }
}
