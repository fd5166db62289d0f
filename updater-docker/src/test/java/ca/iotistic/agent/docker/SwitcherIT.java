package ca.iotistic.agent.docker;

import static ca.iotistic.agent.docker.Shell.docker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SwitcherIT {
  private static final List<String> COMMAND =
      List.of("/bin/sh", "-c", "echo \"$SECRET|$TZ|$(id -u)\"; ls /data; sleep 3600");

  @Test
  void runsFromTheOldImageAndTakesNothingThatTheNewOneNeeds() throws Exception {
    try (Bed bed = new Bed()) {
      String subnet = bed.network("net");
      bed.build("1.0.5", "VOLUME /data", "VOLUME /scratch", "LABEL of.image=yes");
      bed.push("1.0.6");
      String old =
          bed.run(
              "1.0.5",
              "--network",
              bed.name + "-net",
              "--ip",
              subnet + "9",
              "--hostname",
              "sensor",
              "-l",
              "fleet=north",
              "-u",
              "1000:1000",
              "--group-add",
              "2000",
              "-e",
              "SECRET=hush",
              "-e",
              "TZ=Europe/Vienna",
              "-v",
              bed.name + "-data:/data:Z",
              "-v",
              "/var/run/docker.sock:/var/run/docker.sock:ro");
      Update laid = self(bed.prepare(bed.begin("1.0.6")));
      DockerUpdater updater = bed.updater();
      assertThat(updater.switcherAlive(laid)).isFalse();
      assertThat(updater.handOver(laid, COMMAND)).isTrue();
      assertThat(updater.switcherAlive(laid)).isTrue();

      JsonNode helper = bed.inspect(bed.name + "-switcher");
      JsonNode host = helper.path("HostConfig");
      assertThat(Fields.text(helper, "Image")).isEqualTo(Fields.text(bed.inspect(old), "Image"));
      assertThat(RestartPolicy.name(RestartPolicy.of(helper))).isEqualTo("always");
      // Not on a network where somebody has an address for good.
      assertThat(Fields.text(host, "NetworkMode")).isEqualTo("host");
      assertThat(Json.texts(host.path("GroupAdd"))).containsExactly("2000");
      assertThat(Json.texts(host.path("SecurityOpt"))).containsExactly("label=disable");
      assertThat(Json.texts(host.path("Binds")))
          .contains(bed.name + "-data:/data:rw", "/var/run/docker.sock:/var/run/docker.sock:ro")
          // The anonymous one is the agent's too.
          .anyMatch(bind -> bind.endsWith(":/scratch:rw"))
          .hasSize(3);
      assertThat(Fields.text(helper, "Config", "Hostname")).isNotEqualTo("sensor");
      JsonNode labels = Fields.at(helper, "Config", "Labels");
      assertThat(labels.has("fleet")).isFalse();
      assertThat(labels.path("ca.iotistic.agent.role").asText()).isEqualTo("switcher");
      assertThat(labels.path(Names.OLD).asText()).isEqualTo(old);
      assertThat(labels.path(Names.POLICY).asText()).contains("unless-stopped");
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  bed.engine
                      .logTail(bed.name + "-switcher", 10, 1000)
                      .contains("|Europe/Vienna|1000"));
      assertThat(updater.logTail(laid)).contains("|Europe/Vienna|1000");

      String id = Fields.text(helper, "Id");
      docker("kill", id);
      assertThat(updater.handOver(laid, COMMAND)).isTrue();
      assertThat(updater.switcherAlive(laid)).isTrue();
      docker("rm", "-f", id);
      assertThat(updater.switcherAlive(laid)).isFalse();
      assertThat(updater.handOver(laid, COMMAND)).isTrue();
      assertThat(updater.switcherAlive(laid)).isTrue();

      updater.rollBack(laid);
      assertThat(bed.containers()).containsExactly(bed.name, bed.name + "-switcher");
      updater.release(laid);
      updater.release(laid);
      assertThat(bed.containers()).containsExactly(bed.name);
      assertThat(bed.volumes()).containsExactly(bed.name + "-data");
    }
  }

  @Test
  void leavesAContainerOfThatNameAloneThatIsNotItsOwn() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      bed.push("1.0.6");
      bed.run("1.0.5");
      Update laid = self(bed.prepare(bed.begin("1.0.6")));
      docker("create", "--name", bed.name + "-switcher", bed.repository + ":1.0.5");
      assertThatThrownBy(() -> bed.updater().handOver(laid, COMMAND))
          .isInstanceOf(UpdateException.class)
          .hasMessageContaining("rename it");
      assertThat(bed.containers()).contains(bed.name + "-switcher");
    }
  }

  /** The journal was lost while the new one was in charge and not committed. */
  @Test
  void oneWithoutAnUpdateLeavesItsKnowledgeBehind() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      bed.push("1.0.6");
      bed.run("1.0.5");
      Update laid = self(bed.prepare(bed.begin("1.0.6")));
      bed.updater().handOver(laid, COMMAND);
      bed.updater().activate(laid);
      assertThat(bed.updater().tidy()).hasSize(2);
      assertThat(RestartPolicy.name(RestartPolicy.of(bed.inspect(bed.name))))
          .isEqualTo("unless-stopped");
      assertThat(bed.containers()).doesNotContain(bed.name + "-switcher");
    }
  }

  /** As if the target were the agent itself. */
  private static Update self(Update update) {
    Installed previous = update.previous();
    return new Update(
        update.id(),
        update.startedAt(),
        new Installed(previous.version(), previous.identity(), true),
        update.release(),
        update.prepared(),
        update.directory(),
        update.progress());
  }
}
