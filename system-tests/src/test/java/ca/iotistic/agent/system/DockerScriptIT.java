package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The script for containers, by hand and without the agent's own command, on a real engine. It is
 * killed {@code -Dscript.kills=20} times, otherwise four.
 */
class DockerScriptIT {
  private static final int KILLS = Integer.getInteger("script.kills", 4);

  @RegisterExtension final ScriptedContainer scene = new ScriptedContainer();

  @Test
  void doesTheFlowsOfTheOriginal() throws Exception {
    scene.start("1.0.5");
    scene.publish("1.0.6", ScriptedContainer.SLEEPS);
    Shell.Result first = scene.update("1.0.6");
    assertUpdated(first, "1.0.6");
    assertThat(first.out()).contains("phase=preparing", "phase=activating", "phase=verifying");
    scene.assertEnded("1.0.6");
    assertThat(scene.device().backups()).hasSize(1);
    assertThat(scene.device().backups().get(0)).matches(".*-backup-\\d{8}-\\d{6}");

    String id = id();
    assertRefused(scene.update("v1.0.6"), 0, "current", "already_current");
    assertThat(id()).isEqualTo(id);
    assertUpdated(scene.update("1.0.6", "force"), "1.0.6");
    assertThat(id()).isNotEqualTo(id);
    String oldest = scene.device().backups().get(0);
    assertUpdated(scene.update("1.0.5", "true"), "1.0.5");
    assertUpdated(scene.update("1.0.6", "--force"), "1.0.6");
    scene.assertEnded("1.0.6");
    assertThat(scene.device().backups()).hasSize(3).doesNotContain(oldest);
  }

  @Test
  void whatIsNoGoodBeforeTheSwitchTouchesNothing() throws Exception {
    scene.start("1.0.5");
    String started = scene.device().inspect().at("/State/StartedAt").asText();
    assertRefused(scene.update("1.0.6"), 1, "failed", "not_found");
    scene.publishAs("1.0.7", "1.0.2", ScriptedContainer.SLEEPS);
    assertRefused(scene.update("1.0.7"), 1, "failed", "version_mismatch");
    scene.device().awaitAgent("1.0.5");
    assertThat(scene.device().inspect().at("/State/StartedAt").asText()).isEqualTo(started);
    assertThat(scene.device().engine().containers(scene.device().name())).hasSize(1);
  }

  @Test
  void oneThatDoesNotRunIsTakenBack() throws Exception {
    scene.start("1.0.5");
    String id = id();
    scene.publish("1.0.6", "CMD [\"/bin/sh\", \"-c\", \"echo no sensor; exit 3\"]");
    Shell.Result result = scene.update("1.0.6");
    assertRefused(result, 1, "failed", "crashed");
    assertThat(result.out()).contains("| no sensor", " device=rolled_back ");
    scene.assertEnded("1.0.5");
    assertThat(id()).isEqualTo(id);

    scene.publish("1.0.7", "CMD [\"/nowhere\"]");
    assertRefused(scene.update("1.0.7"), 1, "failed", "start_failed");
    scene.assertEnded("1.0.5");

    scene.publish(
        "1.0.8",
        "HEALTHCHECK --interval=1s --retries=1 CMD [\"/bin/false\"]",
        ScriptedContainer.SLEEPS);
    assertRefused(scene.update("1.0.8"), 1, "failed", "unhealthy");
    scene.assertEnded("1.0.5");
    assertThat(scene.device().backups()).isEmpty();
  }

  @Test
  void theWholeConfigurationOfTheOldOneIsKept() throws Exception {
    String name = scene.device().name();
    String subnet = "10.190." + new Random().nextInt(250);
    Engine engine = scene.device().engine();
    engine.must("network", "create", "--subnet", subnet + ".0/25", name + "-net");
    engine.must("network", "create", "--subnet", subnet + ".128/25", name + "-more");
    try {
      scene.publish("1.0.5", ScriptedContainer.SLEEPS);
      scene.publish("1.0.6", ScriptedContainer.SLEEPS);
      scene.run("1.0.5", manyOptions(name, subnet), List.of("/bin/sleep", "100000"));
      engine.must("network", "connect", "--ip", subnet + ".140", name + "-more", name);
      engine.must("exec", name, "sh", "-c", "echo kept >/anonymous/file");
      JsonNode before = scene.device().inspect();

      assertUpdated(scene.update("1.0.6"), "1.0.6");

      assertSame(before, scene.device().inspect(), List.of(name + "-net", name + "-more"));
      assertThat(scene.device().exec("cat", "/anonymous/file").require()).isEqualTo("kept");
    } finally {
      scene.device().removeContainers();
      engine.docker("network", "rm", name + "-net", name + "-more");
      engine.docker("volume", "rm", name + "-data");
    }
  }

  private static List<String> manyOptions(String name, String subnet) throws IOException {
    String options =
        """
        -e EMPTY= --label site=hall --network NAME-net --ip SUBNET.20 --network-alias one
        -p 127.0.0.1:PORT:8080 --expose 9000 -v /tmp:/bind:ro -v NAME-data:/data
        -v /anonymous-too --mount type=volume,source=NAME-data,target=/more,readonly
        --tmpfs /small:size=1m --shm-size 32m --read-only --cap-add NET_ADMIN --cap-drop MKNOD
        --device /dev/null:/dev/sensor:rw --ulimit nofile=4096:8192 --memory 64m --cpus 0.5
        --pids-limit 30 --oom-score-adj 50 --user 0:0 --group-add 12 --hostname device-7
        --dns 10.1.1.1 --add-host cloud:10.1.1.2 --stop-signal SIGQUIT --init --workdir /data
        --log-opt max-size=5m --entrypoint /bin/env --health-cmd true --health-interval 1s
        """
            .replace("NAME", name)
            .replace("SUBNET", subnet)
            .replace("PORT", Integer.toString(Broker.freePort()));
    List<String> words = new ArrayList<>(List.of(options.strip().split("\\s+")));
    words.addAll(List.of("-e", "SPACED=a  b \"c\" $HOME", "--label", "place=Łódź hall 7"));
    return words;
  }

  /** But for what the image says, and that anonymous volumes have names now. */
  private static void assertSame(JsonNode before, JsonNode after, List<String> networks) {
    assertThat(words(after.at("/Config/Env")))
        .containsExactlyInAnyOrderElementsOf(
            words(before.at("/Config/Env")).stream()
                .map(word -> word.equals("OF_THE_IMAGE=1.0.5") ? "OF_THE_IMAGE=1.0.6" : word)
                .toList());
    assertThat(without(after.path("Config"), "Image", "Env", "Labels"))
        .isEqualTo(without(before.path("Config"), "Image", "Env", "Labels"));
    String version = "org.opencontainers.image.version";
    assertThat(without(after.at("/Config/Labels"), version))
        .isEqualTo(without(before.at("/Config/Labels"), version));
    assertThat(without(after.path("HostConfig"), "Binds"))
        .isEqualTo(without(before.path("HostConfig"), "Binds"));
    assertThat(words(after.at("/HostConfig/Binds")))
        .containsAll(words(before.at("/HostConfig/Binds")));
    assertThat(after.at("/NetworkSettings/Networks")).hasSize(networks.size());
    for (String network : networks) {
      JsonNode old = before.at("/NetworkSettings/Networks").path(network);
      JsonNode now = after.at("/NetworkSettings/Networks").path(network);
      assertThat(now.path("IPAMConfig")).isEqualTo(old.path("IPAMConfig"));
      assertThat(now.path("IPAddress")).isEqualTo(old.path("IPAddress"));
    }
  }

  /** A helper container switches, and comes back when it is killed. */
  @Test
  void inTheContainerItselfAHelperDoesIt() throws Exception {
    scene.publishWithTools("1.0.5");
    scene.publishWithTools("1.0.6");
    Device device = scene.device();
    scene.run(
        "1.0.5",
        "-v",
        device.stateVolume() + ":/var/lib/iotistic",
        "-v",
        device.engine().socket() + ":/var/run/docker.sock",
        "-e",
        "IOTISTIC_DOCKER_CONTAINER=" + device.name(),
        "-e",
        "IOTISTIC_HEALTH_STABLE_FOR=10s");

    Shell.Result result = device.exec("/app/bin/update-agent-docker.sh", "1.0.6");
    assertThat(result.out()).as(result.err()).contains("phase=activating");
    device.kill(device.name() + "-script");

    device.awaitAgent("1.0.6");
    Awaitility.await("the helper has gone")
        .atMost(Statuses.LIMIT)
        .pollInterval(Shell.SELDOM)
        .until(() -> device.engine().containers(device.name()).size() == 2);
    assertThat(device.backups()).hasSize(1);
    assertThat(device.exec("cat", "/var/lib/iotistic/script/" + device.name() + "/result").out())
        .contains("result=updated ");
  }

  @Test
  void killedAtAnyMomentItEndsWhenItIsCalledAgain() throws Exception {
    scene.start("1.0.5");
    scene.publish("1.0.6", ScriptedContainer.SLEEPS);
    Random random = new Random();
    String current = "1.0.5";
    for (int kill = 0; kill < KILLS; kill++) {
      String wanted = current.equals("1.0.5") ? "1.0.6" : "1.0.5";
      Duration moment = Duration.ofMillis(random.nextInt(9_000));
      int who = kill % 3;
      Process caller = scene.begin(wanted);
      Awaitility.await().atMost(Statuses.LIMIT).pollDelay(moment).until(() -> true);
      if (who != 1) {
        ScriptedContainer.kill(caller.toHandle());
      }
      if (who != 0) {
        scene.processes().toList().forEach(ScriptedContainer::kill);
      }

      Shell.Result again = scene.update(wanted);

      System.out.printf(
          "docker script: %s killed after %d ms: %s%n",
          who == 0 ? "caller" : who == 1 ? "second half" : "both",
          moment.toMillis(),
          ScriptedService.last(again));
      assertThat(again.exit()).as(again.out() + again.err()).isZero();
      ScriptedContainer.kill(caller.toHandle());
      scene.assertEnded(wanted);
      current = wanted;
    }
  }

  private static void assertUpdated(Shell.Result result, String version) {
    assertThat(result.exit()).as(result.out() + result.err()).isZero();
    assertThat(ScriptedService.last(result))
        .startsWith("result=updated ")
        .contains(" version=" + version + " ", " device=updated ");
  }

  private static void assertRefused(Shell.Result result, int exit, String what, String reason) {
    assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(exit);
    assertThat(ScriptedService.last(result))
        .startsWith("result=" + what + " reason=" + reason + " ");
  }

  private String id() {
    return scene.device().inspect().path("Id").asText();
  }

  private static ObjectNode without(JsonNode object, String... names) {
    return ((ObjectNode) object.deepCopy()).remove(List.of(names));
  }

  private static List<String> words(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
