package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One device with systemd, its broker, its cloud and its release server, new for each test. After a
 * failure all that was to be seen lies in {@code target/scenes}.
 */
final class SystemdScene implements BeforeEachCallback, AfterEachCallback {
  private @Nullable Props props;

  private record Props(
      TestBed bed,
      Path directory,
      Broker broker,
      Gate gate,
      Statuses statuses,
      ReleaseSite site,
      SystemdMachine machine) {}

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    TestBed bed = TestBed.of(context);
    bed.systemd();
    String name = "device-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    Path directory = Files.createTempDirectory(name);
    Broker broker = Broker.start(directory);
    props =
        new Props(
            bed,
            directory,
            broker,
            new Gate(broker.port()),
            Statuses.of("tcp://127.0.0.1:" + broker.port(), "agent/" + name),
            new ReleaseSite(),
            new SystemdMachine(bed.usual(), name, directory));
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    Props it = props();
    if (context.getExecutionException().isPresent()) {
      record(context.getRequiredTestClass().getSimpleName() + "." + context.getDisplayName());
    }
    it.statuses().close();
    it.machine().remove();
    it.site().close();
    it.gate().close();
    it.broker().close();
    new Shell(Path.of("."), Map.of()).run("rm", "-rf", it.directory().toString());
  }

  private Props props() {
    return Objects.requireNonNull(props, "outside of a test");
  }

  SystemdMachine machine() {
    return props().machine();
  }

  Statuses cloud() {
    return props().statuses();
  }

  ReleaseSite site() {
    return props().site();
  }

  Gate gate() {
    return props().gate();
  }

  Path directory() {
    return props().directory();
  }

  int brokerPort() {
    return props().broker().port();
  }

  /** Installs the agent and waits until it hears; more lines of the configuration may follow. */
  void start(String version, String... lines) throws Exception {
    Path agent = props().bed().agentFile(version);
    site().keep(version, agent);
    machine().start(agent, configuration(lines));
    cloud().awaitOnline(version);
  }

  /** The same on a broker that other devices use too; returns before the agent hears. */
  void startOn(int brokerPort, String version) throws Exception {
    Path agent = props().bed().agentFile(version);
    site().keep(version, agent);
    machine().start(agent, configuration(brokerPort));
  }

  /** The same with agents that can be halted at any event. */
  void startHalting(String version) throws Exception {
    machine().start(props().bed().haltingAgentFile(version), configuration());
    cloud().awaitOnline(version);
  }

  void publishHalting(String version) throws IOException {
    site().publish(version, props().bed().haltingAgentFile(version));
  }

  String configuration(String... lines) {
    return configuration(gate().port(), lines);
  }

  private String configuration(int brokerPort, String... lines) {
    return """
    device: %s
    mqtt: {url: "tcp://127.0.0.1:%d", username: %s, password: %s}
    systemd: {releases: "%s"}
    health: {stable_for: 2s, timeout: 100s}
    %s
    """
        .formatted(
            machine().name(),
            brokerPort,
            Broker.USER,
            Broker.PASSWORD,
            site().url(),
            String.join("\n", lines));
  }

  /** The file of a real agent of that version, which is not published. */
  Path agentFile(String version) {
    return props().bed().agentFile(version);
  }

  /** A real agent of that version. */
  void publish(String version) throws IOException {
    site().publish(version, props().bed().agentFile(version));
  }

  /** Says that it is of that version, and does something else. */
  void publish(String version, String conduct) throws IOException {
    publish(version, version, conduct);
  }

  void publish(String version, String said, String conduct) throws IOException {
    Path file = directory().resolve("release-" + version);
    Files.writeString(
        file,
        """
        #!/bin/sh
        if [ "$1" = --version ]; then echo "Iotistic Device Agent v%s"; exit 0; fi
        %s
        """
            .formatted(said, conduct));
    site().publish(version, file);
  }

  /** One end and no second one; see {@link Scene#assertOneTerminal}. */
  void assertOneTerminal(String updateId, String current) throws Exception {
    String fence = "after-" + updateId;
    cloud().update(fence, current);
    assertThat(cloud().awaitTerminal(fence).path("reason").asText()).isEqualTo("already_current");
    assertThat(cloud().terminals(updateId)).hasSize(1);
  }

  private void record(String test) throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "scenes"));
    StringBuilder text = new StringBuilder("statuses\n");
    cloud().all().forEach(status -> text.append(status).append('\n'));
    text.append("state ").append(cloud().state()).append('\n').append(machine().describe());
    Files.writeString(folder.resolve(test.replaceAll("[^A-Za-z0-9.]", "_") + ".txt"), text);
  }
}
