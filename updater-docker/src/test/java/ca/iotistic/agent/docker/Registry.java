package ca.iotistic.agent.docker;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A real registry on a free port. */
final class Registry implements AutoCloseable {
  static final String USER = "agent";
  static final String PASSWORD = "s3cret pass";

  /** Of {@link #PASSWORD}, by bcrypt. */
  private static final String HTPASSWD =
      USER + ":$2b$05$mSqOblMNL1pspLudl.SG2ONY9UCbfk4Y5IXtlmg9LVFSma49DwkNC\n";

  private final Process process;
  private final String host;

  private Registry(Process process, String host) {
    this.process = process;
    this.host = host;
  }

  /** One for all tests of this process that need no password; ends with the process. */
  static Registry open() {
    return Shared.REGISTRY;
  }

  private static final class Shared {
    static final Registry REGISTRY = start(false);
  }

  static Registry start(boolean withPassword) {
    try {
      Path directory = Files.createTempDirectory("registry");
      int port = freePort();
      Path passwords = Files.writeString(directory.resolve("htpasswd"), HTPASSWD);
      String auth = "auth: {htpasswd: {realm: test, path: " + passwords + "}}\n";
      Path configuration =
          Files.writeString(
              directory.resolve("config.yml"),
              "version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\n"
                  + "storage: {filesystem: {rootdirectory: "
                  + directory.resolve("data")
                  + "}, delete: {enabled: true}}\n"
                  + (withPassword ? auth : "")
                  + "http: {addr: 127.0.0.1:"
                  + port
                  + "}\n");
      Process process =
          new ProcessBuilder("docker-registry", "serve", configuration.toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
      await().atMost(Duration.ofMinutes(1)).until(() -> listens(port));
      return new Registry(process, "127.0.0.1:" + port);
    } catch (IOException failed) {
      throw new IllegalStateException(
          "no registry; apt-get install docker-registry (scripts/testbed does it)", failed);
    }
  }

  String host() {
    return host;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
