package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A container that was made with many options has them all after the update. */
class FaithfulRecreationIT {
  private static final String[] OLD = {
    "ENV IMAGE_DEFAULT=old GONE=with-the-old-image",
    "LABEL image.default=old",
    "STOPSIGNAL SIGINT",
    "VOLUME /anonymous",
    "EXPOSE 7000"
  };
  private static final String[] NEW = {
    "ENV IMAGE_DEFAULT=new",
    "LABEL image.default=new",
    "STOPSIGNAL SIGQUIT",
    "VOLUME /anonymous",
    "EXPOSE 7001"
  };

  @RegisterExtension final Scene scene = Scene.shared();

  private final String subnet = "10." + (200 + random(50)) + "." + random(250);
  private final String first = "first-" + subnet;
  private final String second = "second-" + subnet;

  @Test
  void everyOptionSurvives() throws Exception {
    scene.publish("1.0.5", OLD);
    scene.publish("1.0.6", NEW);
    createNetworksAndRelay();
    createAndStart();
    scene.cloud().awaitOnline("1.0.5");
    Engine engine = scene.device().engine();
    engine.must("exec", scene.device().name(), "sh", "-c", "echo kept > /anonymous/file");
    JsonNode before = scene.device().inspect();

    scene.cloud().update("u", "1.0.6");
    assertThat(scene.cloud().awaitTerminal("u").path("type").asText())
        .isEqualTo("update_succeeded");
    scene.device().awaitAgent("1.0.6");
    JsonNode after = scene.device().inspect();

    assertSameConfig(before.path("Config"), after.path("Config"));
    assertSameHostConfig(before.path("HostConfig"), after.path("HostConfig"));
    assertSameNetworks(before, after);
    assertThat(mounts(after)).isEqualTo(mounts(before));
    assertImageDefaultsFollow(before, after);
    assertThat(scene.device().exec("cat", "/anonymous/file").require()).isEqualTo("kept");
    assertThat(scene.device().exec("sh", "-c", "echo \"$SPACED|$QUOTED|$UNICODE\"").require())
        .isEqualTo("a  b c|\"x\" 'y' $HOME \\|zażółć 温度");
  }

  private void createNetworksAndRelay() throws Exception {
    Engine engine = scene.device().engine();
    engine.must("network", "create", "--subnet", subnet + ".0/25", first);
    engine.must("network", "create", "--subnet", subnet + ".128/25", second);
    engine.must(
        "run",
        "-d",
        "--name",
        "relay-" + subnet,
        "--network",
        first,
        "--ip",
        subnet + ".10",
        "-v",
        scene.directory() + ":/broker",
        "-v",
        classes() + ":/classes:ro",
        "iotistic/java-base:17",
        "java",
        "-cp",
        "/classes",
        Relay.class.getName(),
        "/broker/broker.sock");
  }

  private static Path classes() throws URISyntaxException {
    return Path.of(Relay.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private void createAndStart() throws Exception {
    Path bind = Files.createDirectory(scene.directory().resolve("bind"));
    Options options =
        Options.of(
                scene.device(),
                scene.device().engine().socket(),
                scene.device().name(),
                "tcp://" + subnet + ".10:1883")
            .environment("SPACED", "a  b c")
            .environment("QUOTED", "\"x\" 'y' $HOME \\")
            .environment("UNICODE", "zażółć 温度")
            .environment("EMPTY", "")
            .with("-e", "BARE_AND_NOT_SET")
            .with("--label", "site=Łódź hall \"7\"", "--label", "empty=")
            .with("--network", first, "--ip", subnet + ".20", "--network-alias", "agent-one")
            .with("-p", "127.0.0.1:" + Broker.freePort() + ":8080/tcp")
            .with("-p", "127.0.0.1:" + Broker.freePort() + ":8081/udp", "--expose", "9000")
            .with("-v", bind + ":/bind:ro", "-v", "/anonymous-too")
            .with("-v", scene.device().name() + "-data:/data")
            .with(
                "--mount",
                "type=volume,source=" + scene.device().name() + "-more,target=/more,readonly")
            .with("--tmpfs", "/tmp:size=64m,exec", "--shm-size", "32m", "--read-only")
            .with(
                "--cap-add",
                "NET_ADMIN",
                "--cap-drop",
                "MKNOD",
                "--security-opt",
                "no-new-privileges")
            .with("--device", "/dev/null:/dev/sensor:rw", "--ulimit", "nofile=4096:8192")
            .with("--memory", "768m", "--memory-reservation", "256m", "--cpus", "1.5")
            .with("--cpu-shares", "700", "--pids-limit", "300", "--oom-score-adj", "50")
            .with("--health-cmd", "test -e /proc/1/stat", "--health-interval", "2s")
            .with(
                "--health-retries", "5", "--health-timeout", "20s", "--health-start-period", "60s")
            .with(
                "--log-driver", "json-file", "--log-opt", "max-size=5m", "--log-opt", "max-file=2")
            .with(
                "--user",
                "0:0",
                "--group-add",
                "12",
                "--hostname",
                "device-7",
                "--domainname",
                "lab")
            .with(
                "--dns",
                subnet + ".10",
                "--dns-search",
                "lab",
                "--add-host",
                "cloud:" + subnet + ".10")
            .with("--stop-timeout", "25", "--init", "--workdir", "/data")
            .with("--sysctl", "net.ipv4.ip_unprivileged_port_start=0", "--ipc", "private")
            .with("--entrypoint", "/bin/sh");
    List<String> line = new ArrayList<>(List.of("create"));
    line.addAll(options.line());
    line.addAll(List.of(scene.device().image("1.0.5"), "-c", "exec /app/iotistic-agent run"));
    Engine engine = scene.device().engine();
    engine.docker(line).require();
    engine.must(
        "network",
        "connect",
        "--ip",
        subnet + ".140",
        "--alias",
        "agent-two",
        second,
        scene.device().name());
    engine.must("start", scene.device().name());
  }

  private static void assertSameConfig(JsonNode before, JsonNode after) {
    assertThat(words(after.path("Env")))
        .containsExactlyInAnyOrderElementsOf(
            words(before.path("Env")).stream()
                .filter(variable -> !variable.startsWith("GONE="))
                .map(variable -> variable.replace("IMAGE_DEFAULT=old", "IMAGE_DEFAULT=new"))
                .toList());
    assertThat(without(after, "Image", "Env", "Labels", "StopSignal", "ExposedPorts", "Hostname"))
        .isEqualTo(
            without(before, "Image", "Env", "Labels", "StopSignal", "ExposedPorts", "Hostname"));
    assertThat(after.path("Hostname")).isEqualTo(before.path("Hostname"));
  }

  /** Anonymous volumes are named in the new one, so that it gets the same ones. */
  private static void assertSameHostConfig(JsonNode before, JsonNode after) {
    assertThat(words(after.path("Binds"))).containsAll(words(before.path("Binds")));
    assertThat(without(after, "Binds")).isEqualTo(without(before, "Binds"));
  }

  private void assertSameNetworks(JsonNode before, JsonNode after) {
    for (String network : List.of(first, second)) {
      JsonNode old = before.at("/NetworkSettings/Networks").path(network);
      JsonNode now = after.at("/NetworkSettings/Networks").path(network);
      assertThat(now.path("IPAMConfig")).isEqualTo(old.path("IPAMConfig"));
      assertThat(now.path("IPAddress")).isEqualTo(old.path("IPAddress"));
      assertThat(aliases(now, after)).isEqualTo(aliases(old, before)).isNotEmpty();
    }
    assertThat(after.at("/NetworkSettings/Networks")).hasSize(2);
    assertThat(after.at("/NetworkSettings/Ports/8080~1tcp"))
        .isEqualTo(before.at("/NetworkSettings/Ports/8080~1tcp"));
  }

  private static void assertImageDefaultsFollow(JsonNode before, JsonNode after) {
    assertThat(before.at("/Config/StopSignal").asText()).isEqualTo("SIGINT");
    assertThat(after.at("/Config/StopSignal").asText()).isEqualTo("SIGQUIT");
    assertThat(labels(after))
        .isEqualTo(
            labels(before)
                .put("image.default", "new")
                .put("org.opencontainers.image.version", "1.0.6"));
    assertThat(after.at("/Config/ExposedPorts").has("7001/tcp")).isTrue();
    assertThat(after.at("/Config/ExposedPorts").has("7000/tcp")).isFalse();
    assertThat(after.at("/Config/ExposedPorts").has("9000/tcp")).isTrue();
  }

  /** Without those that the agent puts on what it makes. */
  private static ObjectNode labels(JsonNode container) {
    ObjectNode labels = container.at("/Config/Labels").deepCopy();
    List<String> own = new ArrayList<>();
    labels.fieldNames().forEachRemaining(own::add);
    own.removeIf(label -> !label.startsWith("ca.iotistic."));
    return labels.remove(own);
  }

  /** Networks and volumes with a name outlive the device, so they are removed here. */
  @AfterEach
  void removeNetworks() {
    Engine engine = scene.device().engine();
    scene.device().removeContainers();
    engine.docker("rm", "-f", "-v", "relay-" + subnet);
    engine.docker("network", "rm", first, second);
    engine.docker("volume", "rm", scene.device().name() + "-data", scene.device().name() + "-more");
  }

  /** The engine adds the short id by itself. */
  private static Set<String> aliases(JsonNode endpoint, JsonNode container) {
    String id = container.path("Id").asText();
    Set<String> aliases = new TreeSet<>(words(endpoint.path("Aliases")));
    aliases.removeIf(id::startsWith);
    return aliases;
  }

  /** The mode of a volume is a word for the kernel's labels that the engine adds to named ones. */
  private static Set<JsonNode> mounts(JsonNode container) {
    return StreamSupport.stream(container.path("Mounts").spliterator(), false)
        .map(mount -> mount.path("Type").asText().equals("volume") ? without(mount, "Mode") : mount)
        .collect(Collectors.toSet());
  }

  private static JsonNode without(JsonNode object, String... names) {
    return ((ObjectNode) object.deepCopy()).remove(List.of(names));
  }

  private static List<String> words(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static int random(int bound) {
    return ThreadLocalRandom.current().nextInt(bound);
  }
}
