package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.iotistic.agent.contract.UpdaterContract;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Update;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ForwardIT {

  @Test
  void theNewOneTakesThePlaceOfTheOldOne() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5", "LABEL org.opencontainers.image.version=1.0.5");
      bed.push("1.0.6", "LABEL org.opencontainers.image.version=1.0.6", "ENV OF_IMAGE=new");
      String old =
          bed.run(
              "1.0.5",
              "-e",
              "MINE=a b",
              "-l",
              "fleet=north",
              "-v",
              bed.name + "-data:/data",
              "--health-cmd",
              "true",
              "--health-interval",
              "1s");
      DockerUpdater updater = bed.updater();
      assertThat(updater.installed().version()).isEqualTo("1.0.5");
      assertThat(updater.installed().self()).isFalse();

      Update update = bed.begin("1.0.6");
      assertThat(update.release().digest()).startsWith("sha256:");
      Prepared prepared = updater.prepare(update);
      assertThat(bed.updater().prepare(update)).isEqualTo(prepared);
      assertThat(bed.inspect(old).path("State").path("Running").asBoolean()).isTrue();

      Update laid = UpdaterContract.with(update, prepared);
      assertThat(updater.handOver(laid, java.util.List.of("/bin/true"))).isFalse();
      updater.activate(laid);
      assertThat(updater.health(laid)).isInstanceOf(Health.Starting.class);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> updater.health(laid) instanceof Health.Healthy);
      Health health = updater.health(laid);
      assertThat(health).isInstanceOf(Health.Healthy.class);
      assertThat(((Health.Healthy) health).identity()).isEqualTo(prepared.identity());
      assertThat(RestartPolicy.isParked(RestartPolicy.of(bed.inspect(bed.name)))).isTrue();
      Duration gap = updater.commit(laid);
      assertThat(gap).isPositive();

      JsonNode fresh = bed.inspect(bed.name);
      assertThat(Fields.text(fresh, "Config", "Image")).isEqualTo(bed.repository + ":1.0.6");
      assertThat(RestartPolicy.name(RestartPolicy.of(fresh))).isEqualTo("unless-stopped");
      assertThat(Json.texts(Fields.at(fresh, "Config", "Env")))
          .contains("MINE=a b", "VERSION=1.0.6", "OF_IMAGE=new");
      assertThat(Fields.at(fresh, "Config", "Labels").path("fleet").asText()).isEqualTo("north");
      assertThat(updater.installed().identity()).isEqualTo(prepared.identity());
      assertThat(updater.installed().version()).isEqualTo("1.0.6");

      String backup = bed.name + "-backup-20261110-020100";
      JsonNode parked = bed.inspect(backup);
      assertThat(Fields.text(parked, "Id")).isEqualTo(old);
      assertThat(RestartPolicy.isParked(RestartPolicy.of(parked))).isTrue();
      assertThat(updater.backups()).hasSize(1);
      assertThat(updater.backups().get(0).usable()).isTrue();
      assertThat(updater.backups().get(0).id()).isEqualTo(backup);
      assertThat(updater.tidy()).isEmpty();
      assertThat(bed.containers()).containsExactly(bed.name, backup);
      assertThat(bed.tags()).containsExactlyInAnyOrder("1.0.5", "1.0.6", backup);
    }
  }
}
