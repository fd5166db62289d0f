package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One device, its broker and its cloud, new for each test and removed after it, under names that
 * nobody else has. After a failure all that was to be seen lies in {@code target/scenes}.
 */
final class Scene implements BeforeEachCallback, AfterEachCallback {
  static final String SHORT_TOPICS = "agent/{uuid}";
  static final String LONG_TOPICS = "iot/device/{uuid}/agent";

  private final Cast cast;
  private @Nullable Props props;

  /**
   * Who plays.
   *
   * @param container the agent's name, one that nobody else has if empty
   * @param uuid the device's, the container's name if empty
   * @param topics the configuration's {@code mqtt.topic_base}
   */
  private record Cast(
      Function<TestBed, Engine> engine,
      Optional<String> container,
      Optional<String> uuid,
      String topics) {}

  private record Props(
      TestBed bed,
      Path directory,
      Broker broker,
      Gate gate,
      Statuses statuses,
      Device device,
      String uuid) {}

  private Scene(Cast cast) {
    this.cast = cast;
  }

  /** On the engine that everybody shares. */
  static Scene shared() {
    return on(TestBed::usual);
  }

  /** On an engine that may be stopped, and has nothing that the tests of this name did not make. */
  static Scene alone(String engine) {
    return on(bed -> bed.own(engine));
  }

  private static Scene on(Function<TestBed, Engine> engine) {
    return new Scene(new Cast(engine, Optional.empty(), Optional.empty(), SHORT_TOPICS));
  }

  /** With this name for the container; for an engine of one's own. */
  Scene container(String name) {
    return new Scene(new Cast(cast.engine, Optional.of(name), cast.uuid, cast.topics));
  }

  Scene uuid(String uuid) {
    return new Scene(new Cast(cast.engine, cast.container, Optional.of(uuid), cast.topics));
  }

  Scene topics(String base) {
    return new Scene(new Cast(cast.engine, cast.container, cast.uuid, base));
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    TestBed bed = TestBed.of(context);
    String name = "agent-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    Path directory = Files.createTempDirectory(name);
    Broker broker = Broker.start(directory);
    String container = cast.container.orElse(name);
    String uuid = cast.uuid.orElse(container);
    props =
        new Props(
            bed,
            directory,
            broker,
            new Gate(broker.port()),
            Statuses.of("tcp://127.0.0.1:" + broker.port(), cast.topics.replace("{uuid}", uuid)),
            new Device(cast.engine.apply(bed), container, TestBed.REGISTRY + "/" + name),
            uuid);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    Props it = props();
    if (context.getExecutionException().isPresent()) {
      record(context.getRequiredTestClass().getSimpleName() + "." + context.getDisplayName());
    }
    it.statuses().close();
    it.device().remove();
    it.gate().close();
    it.broker().close();
    new Shell(it.directory(), java.util.Map.of()).run("rm", "-rf", it.directory().toString());
  }

  private Props props() {
    return Objects.requireNonNull(props, "outside of a test");
  }

  Device device() {
    return props().device();
  }

  Statuses cloud() {
    return props().statuses();
  }

  Gate gate() {
    return props().gate();
  }

  Broker broker() {
    return props().broker();
  }

  int brokerPort() {
    return props().broker().port();
  }

  Path directory() {
    return props().directory();
  }

  /** How the agent of this scene is started. */
  Options options() {
    return options(device().engine().socket());
  }

  /** The same with the engine behind another socket. */
  Options options(Path socket) {
    return options(device(), socket, props().uuid());
  }

  /** For a further device on the same broker. */
  Options options(Device device, Path socket, String uuid) {
    return Options.of(device, socket, uuid, "tcp://127.0.0.1:" + props().gate().port())
        .environment("IOTISTIC_MQTT_TOPIC_BASE", cast.topics)
        .with("--network", "host");
  }

  /** Starts the agent and waits until it hears. */
  void start(String version, Options options) {
    publish(version);
    device().run(version, options);
    cloud().awaitOnline(version);
  }

  /**
   * Puts a version into the registry under the names of this scene: a real agent, changed by
   * further lines of a Dockerfile if there are any.
   */
  void publish(String version, String... lines) {
    String image = device().image(version);
    Engine builder = props().bed().usual();
    String agent = props().bed().agent(version);
    if (lines.length == 0) {
      builder.must("tag", agent, image);
    } else {
      build(builder, image, agent, lines);
    }
    builder.must("push", "-q", image);
    builder.must("rmi", image);
  }

  /** The same from a folder with a Dockerfile of its own. */
  void publish(String version, Path folder, String... buildArguments) {
    String image = device().image(version);
    Engine builder = props().bed().usual();
    List<String> line = new ArrayList<>(List.of("build", "-q", "-t", image));
    for (String argument : buildArguments) {
      line.addAll(List.of("--build-arg", argument));
    }
    line.add(folder.toString());
    builder.docker(line).require();
    builder.must("push", "-q", image);
    builder.must("rmi", image);
  }

  private void build(Engine builder, String image, String from, String... lines) {
    List<String> file = new ArrayList<>(List.of("FROM " + from));
    file.addAll(List.of(lines));
    try {
      Path folder = Files.createDirectories(directory().resolve("image"));
      Files.writeString(folder.resolve("Dockerfile"), String.join("\n", file) + "\n");
      builder.must("build", "-q", "-t", image, folder.toString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /**
   * One end and no second one: a further command, which has nothing to do, is answered after all
   * that was to be said about this update. It also proves that the agent hears.
   */
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
    text.append("state ").append(cloud().state()).append('\n').append(device().describe());
    Files.writeString(folder.resolve(test.replaceAll("[^A-Za-z0-9.]", "_") + ".txt"), text);
  }
}
