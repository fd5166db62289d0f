package ca.iotistic.agent.system;

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

  private final int port;
  private final Process process;

  private Broker(int port, Process process) {
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
          log_dest file %s
          user root
          """
              .formatted(
                  port,
                  directory.resolve("broker.sock"),
                  directory.resolve("passwords"),
                  directory.resolve("broker.log")));
      Process process = shell.start(List.of("mosquitto", "-c", "mosquitto.conf"));
      Awaitility.await().until(() -> !process.isAlive() || accepts(port));
      if (process.isAlive()) {
        return new Broker(port, process);
      }
      // Somebody else took the port in between: another one.
    }
  }

  int port() {
    return port;
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
