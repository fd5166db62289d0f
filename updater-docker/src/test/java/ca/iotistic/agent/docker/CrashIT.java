package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Update;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class CrashIT {

  /**
   * Each verb dies before its k-th act and is called again by another process, for every k; then
   * the whole update turns back, and nothing of it is left.
   */
  @Test
  void everyCallMayBeTheLast() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      bed.push("1.0.6", "VOLUME /of-the-new-one");
      String old = bed.run("1.0.5", "-v", "/anonymous");
      Release release = bed.begin("1.0.6").release();
      boolean died = true;
      int rounds = 0;
      for (int k = 0; died; k++) {
        Update update = bed.begin(release);
        died = round(bed, k, update, old);
        rounds++;
      }
      assertThat(rounds).as("acts of the longest verb").isBetween(9, 30);
    }
  }

  private static boolean round(Bed bed, int k, Update update, String old) throws Exception {
    Names names = Names.of(bed.name, update);
    AtomicReference<Prepared> first = new AtomicReference<>(Prepared.NOT_YET);
    boolean died = CrashAt.during(bed, k, updater -> first.set(updater.prepare(update)));
    Prepared prepared = died ? bed.updater().prepare(update) : Objects.requireNonNull(first.get());
    Update laid = Bed.with(update, prepared);
    String fresh = Plan.of(laid).newId();
    assertThat(bed.containers()).containsExactly(bed.name, names.temporary());
    Set<String> volumes = volumes(bed, fresh);
    assertThat(volumes).hasSize(2).containsAll(volumes(bed, old));

    died |= CrashAt.during(bed, k, updater -> updater.activate(laid));
    bed.updater().activate(laid);
    switched(bed, names, old, fresh);

    died |= CrashAt.during(bed, k, updater -> updater.commit(laid));
    assertThat(bed.updater().commit(laid)).isGreaterThan(Duration.ZERO);
    assertThat(RestartPolicy.name(RestartPolicy.of(bed.inspect(fresh))))
        .isEqualTo("unless-stopped");

    died |= CrashAt.during(bed, k, updater -> updater.rollBack(laid));
    bed.updater().rollBack(laid);
    untouched(bed, old);
    volumes.removeAll(volumes(bed, old));
    for (String volume : volumes) {
      assertThatThrownBy(() -> bed.engine.client().get("/volumes/" + volume))
          .hasMessageContaining("no such volume");
    }
    return died;
  }

  private static Set<String> volumes(Bed bed, String container) throws Exception {
    Set<String> volumes = new TreeSet<>();
    bed.inspect(container).path("Mounts").forEach(m -> volumes.add(m.path("Name").asText()));
    return volumes;
  }

  private static void switched(Bed bed, Names names, String old, String fresh) throws Exception {
    JsonNode parked = bed.inspect(old);
    assertThat(Names.of(parked)).isEqualTo(names.backup());
    assertThat(Charge.running(parked)).isFalse();
    assertThat(RestartPolicy.isParked(RestartPolicy.of(parked))).isTrue();
    JsonNode inCharge = bed.inspect(fresh);
    assertThat(Names.of(inCharge)).isEqualTo(bed.name);
    assertThat(Charge.running(inCharge)).isTrue();
    assertThat(RestartPolicy.isParked(RestartPolicy.of(inCharge))).isTrue();
  }

  private static void untouched(Bed bed, String old) throws Exception {
    JsonNode inCharge = bed.inspect(old);
    assertThat(Names.of(inCharge)).isEqualTo(bed.name);
    assertThat(Charge.running(inCharge)).isTrue();
    assertThat(RestartPolicy.name(RestartPolicy.of(inCharge))).isEqualTo("unless-stopped");
    assertThat(bed.containers()).containsExactly(bed.name);
    assertThat(bed.tags()).containsExactly("1.0.5");
    assertThat(
            new BackupStore(bed.state.resolve("backups"), ca.iotistic.agent.io.Seam.NONE)
                .list(bed.name))
        .isEmpty();
  }

  @Test
  void aPreparationThatDiedLeavesNothingWhenItTurnsBack() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      bed.push("1.0.6");
      String old = bed.run("1.0.5");
      String startedAt = Fields.text(bed.inspect(old), "State", "StartedAt");
      Release release = bed.begin("1.0.6").release();
      boolean died = true;
      for (int k = 0; died; k++) {
        Update update = bed.begin(release);
        died = CrashAt.during(bed, k, updater -> updater.prepare(update));
        boolean again = CrashAt.during(bed, k, updater -> updater.rollBack(update));
        bed.updater().rollBack(update);
        untouched(bed, old);
        died |= again;
      }
      assertThat(Fields.text(bed.inspect(old), "State", "StartedAt")).isEqualTo(startedAt);
    }
  }
}
