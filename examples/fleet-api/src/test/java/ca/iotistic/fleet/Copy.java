package ca.iotistic.fleet;

import ca.iotistic.agent.mqtt.Mosquitto;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** One copy of the service as a process of its own, to be killed. */
final class Copy implements AutoCloseable {
  private final Map<String, String> environment;
  private final Path log;
  private final int port;
  private Process process;

  private Copy(Map<String, String> environment, Path log, int port, Process process) {
    this.environment = environment;
    this.log = log;
    this.port = port;
    this.process = process;
  }

  /** Returns when it is healthy. */
  static Copy start(Path log, Mosquitto broker, String database) throws IOException {
    return start(log, Bed.environment(broker, database));
  }

  static Copy start(Path log, Map<String, String> environment) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    environment.put("FLEET_HTTP_PORT", Integer.toString(port));
    Copy copy = new Copy(environment, log, port, launch(environment, log));
    copy.await();
    return copy;
  }

  Caller caller() {
    return new Caller("http://127.0.0.1:" + port, Bed.TOKEN);
  }

  boolean healthy() {
    try {
      return Bed.healthy(caller().url());
    } catch (RuntimeException down) {
      return false;
    }
  }

  void await() {
    Awaitility.await()
        .atMost(Bed.PATIENCE)
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException("the service has ended: see " + log);
              }
              return healthy();
            });
  }

  /** Like kill -9. Returns when it is dead. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** After {@link #kill}; returns before it is healthy. */
  void again() throws IOException {
    process = launch(environment, log);
  }

  long count(String metric) {
    return caller()
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(metric + " "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(metric.length() + 1)))
        .sum();
  }

  /** In order. */
  void stop() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }

  private static Process launch(Map<String, String> environment, Path log) throws IOException {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                path,
                Main.class.getName()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(log.toString())));
    builder.environment().putAll(environment);
    return builder.start();
  }
}
