package ca.iotistic.agent.system;

import ca.iotistic.agent.mqtt.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A Mosquitto of one test on a free loopback port, with the user and password of the examples. */
final class Broker implements AutoCloseable {
  static final String USER = "admin";
  static final String PASSWORD = "password";

  private final Path directory;
  private final int port;
  private Process process;
  private String configuration = "mosquitto.conf";
  private int securePort;

  private Broker(Path directory, int port, Process process) {
    this.directory = directory;
    this.port = port;
    this.process = process;
  }

  static Broker start(Path directory) throws IOException {
    Shell shell = new Shell(directory, Map.of());
    shell.run("mosquitto_passwd", "-b", "-c", "passwords", USER, PASSWORD).require();
    while (true) {
      int port = freePort();
      Files.writeString(
          directory.resolve("mosquitto.conf"),
          """
          listener %d 127.0.0.1
          listener 0 %s
          allow_anonymous false
          password_file %s
          persistence true
          persistence_location %s/
          log_dest file %s
          user root
          """
              .formatted(
                  port,
                  directory.resolve("broker.sock"),
                  directory.resolve("passwords"),
                  directory,
                  directory.resolve("broker.log")));
      Process process = launch(directory, "mosquitto.conf", port);
      if (process.isAlive()) {
        return new Broker(directory, port, process);
      }
      // Somebody else took the port in between: another one.
    }
  }

  private static Process launch(Path directory, String configuration, int port) throws IOException {
    Process process =
        new Shell(directory, Map.of()).start(List.of("mosquitto", "-c", configuration));
    Awaitility.await().until(() -> !process.isAlive() || accepts(port));
    return process;
  }

  int port() {
    return port;
  }

  /**
   * From now on it listens with TLS too, for those who show a certificate of that authority.
   * Whoever was connected is not any more.
   *
   * @return the port, the same each time
   */
  int secure(Path authority, Certificates.Pair server) throws IOException, InterruptedException {
    Path plain = directory.resolve("mosquitto.conf");
    securePort = securePort == 0 ? freePort() : securePort;
    Files.writeString(
        directory.resolve("secure.conf"),
        Files.readString(plain)
            + """
            listener %d 127.0.0.1
            cafile %s
            certfile %s
            keyfile %s
            require_certificate true
            """
                .formatted(securePort, authority, server.cert(), server.key()));
    configuration = "secure.conf";
    crash();
    return securePort;
  }

  /** From now on; whoever is connected stays so. */
  void password(String password) {
    Shell shell = new Shell(directory, Map.of());
    shell.run("mosquitto_passwd", "-b", "passwords", USER, password).require();
    shell.run("kill", "-HUP", Long.toString(process.pid())).require();
  }

  /** Writes to its disk what it knows; what comes later is lost when it is killed. */
  void save() {
    Path saved = directory.resolve("mosquitto.db");
    new Shell(directory, Map.of()).run("kill", "-USR1", Long.toString(process.pid())).require();
    Awaitility.await().until(() -> Files.exists(saved) && Files.size(saved) > 0);
  }

  /** Kills it on the spot and starts it again, with what it had saved. */
  void crash() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    process = launch(directory, configuration, port);
    if (!process.isAlive()) {
      throw new IOException("the broker did not start again on port " + port);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
