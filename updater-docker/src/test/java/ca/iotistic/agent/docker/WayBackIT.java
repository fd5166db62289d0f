package ca.iotistic.agent.docker;

import static ca.iotistic.agent.docker.Shell.docker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WayBackIT {
  private static final String EXITS = "CMD [\"/bin/sh\",\"-c\",\"echo $TOKEN broken; exit 3\"]";

  @Test
  void rollsBackFromOneThatExits() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      bed.push("1.0.6", EXITS);
      String old = bed.run("1.0.5", "-e", "TOKEN=hush-hush");
      Update laid = bed.prepare(bed.begin("1.0.6"));
      DockerUpdater updater = bed.updater();
      updater.activate(laid);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> updater.health(laid) instanceof Health.Unhealthy);
      Health.Unhealthy health = (Health.Unhealthy) updater.health(laid);
      assertThat(health.reason()).isEqualTo(Reason.CRASHED);
      assertThat(health.detail()).contains("exit code 3");
      assertThat(updater.logTail(laid)).containsExactly("*** broken");
      updater.rollBack(laid);
      inCharge(bed, old, "1.0.5");
      assertThat(bed.containers()).containsExactly(bed.name);
      assertThat(bed.tags()).containsExactly("1.0.5");
    }
  }

  @Test
  void climbsToTheBackupsDescriptionWhenTheOldOneWasRemoved() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      bed.push("1.0.6");
      String old = bed.run("1.0.5", "-e", "MINE=kept", "-v", bed.name + "-data:/data");
      Update laid = bed.prepare(bed.begin("1.0.6"));
      bed.updater().activate(laid);
      docker("rm", old);
      docker("rmi", bed.repository + ":1.0.5");

      bed.updater().rollBack(laid);
      bed.updater().rollBack(laid);
      JsonNode again = bed.inspect(bed.name);
      inCharge(bed, Fields.text(again, "Id"), "1.0.5");
      assertThat(Json.texts(Fields.at(again, "Config", "Env"))).contains("MINE=kept");
      assertThat(bed.containers()).containsExactly(bed.name);
      assertThat(bed.tags()).containsExactly("1.0.5");
    }
  }

  @Test
  void fetchesTheOldImageAgainWhenThatIsGoneToo() throws Exception {
    try (Bed bed = new Bed()) {
      bed.push("1.0.5");
      docker("pull", "-q", bed.repository + ":1.0.5");
      bed.push("1.0.6");
      String old = bed.run("1.0.5");
      String image = Fields.text(bed.inspect(old), "Image");
      Update laid = bed.prepare(bed.begin("1.0.6"));
      bed.updater().activate(laid);
      docker("rm", old);
      docker("rmi", "-f", image);

      bed.updater().rollBack(laid);
      assertThat(Fields.text(bed.inspect(bed.name), "Image")).isEqualTo(image);
      inCharge(bed, Fields.text(bed.inspect(bed.name), "Id"), "1.0.5");
    }
  }

  @Test
  void climbsToAnOlderBackupAndThenToTheNewOneAgain() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.4");
      bed.push("1.0.5");
      bed.push("1.0.6");
      String oldest = bed.run("1.0.4");
      bed.update("1.0.5");
      Update laid = bed.prepare(bed.begin("1.0.6"));
      Plan plan = Plan.of(laid);
      bed.updater().activate(laid);
      docker("rm", plan.oldId());
      new BackupStore(bed.state.resolve("backups"), Seam.NONE)
          .delete(Names.of(bed.name, laid).backup());

      bed.updater().rollBack(laid);
      inCharge(bed, oldest, "1.0.4");

      docker("rm", "-f", oldest);
      new BackupStore(bed.state.resolve("backups"), Seam.NONE)
          .list(bed.name)
          .forEach(
              backup ->
                  new BackupStore(bed.state.resolve("backups"), Seam.NONE).delete(backup.name()));
      bed.updater().rollBack(laid);
      inCharge(bed, plan.newId(), "1.0.6");
    }
  }

  @Test
  void rescuesWhenNothingElseStarts() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      bed.push("1.0.6");
      String port = String.valueOf(Registry.freePort());
      String old =
          bed.run("1.0.5", "-p", "127.0.0.1:" + port + ":80", "-v", bed.name + "-data:/data");
      Update laid = bed.prepare(bed.begin("1.0.6"));
      bed.updater().activate(laid);
      String blocker = bed.name + "-blocker";
      docker("rm", "-f", Plan.of(laid).newId());
      docker("rm", "-f", old);
      docker(
          "run",
          "-d",
          "--name",
          blocker,
          "-p",
          "127.0.0.1:" + port + ":80",
          bed.repository + ":1.0.5");

      bed.updater().rollBack(laid);
      JsonNode rescue = bed.inspect(bed.name);
      inCharge(bed, Fields.text(rescue, "Id"), "1.0.5");
      assertThat(Fields.at(rescue, "Config", "Labels").path(Names.RUNG).asText())
          .isEqualTo("rescue");
      assertThat(Json.texts(Fields.at(rescue, "HostConfig", "Binds")))
          .contains(bed.name + "-data:/data:rw");
      // It is of the same image, and still not what was there before.
      assertThat(bed.updater().installed().identity())
          .isEqualTo(Fields.text(rescue, "Image") + " rescue");
    }
  }

  @Test
  void aStopWhoseAnswerWasLostIsFinishedBeforeAnythingElse() throws Exception {
    try (Bed bed = new Bed();
        LossyProxy engine = new LossyProxy(bed.engine.host())) {
      bed.build("1.0.5", "CMD [\"/bin/sh\",\"-c\",\"trap '' TERM; sleep 3600 & wait\"]");
      bed.push("1.0.6");
      String old = bed.run("1.0.5", "--stop-timeout", "2");
      Update laid = bed.prepare(bed.begin("1.0.6"));
      bed.settings.put("docker.host", engine.host());
      engine.loseAnswerTo("/stop");
      bed.updater().activate(laid);
      assertThat(engine.lost()).isEqualTo(1);
      assertThat(Charge.running(bed.inspect(old))).isFalse();
      assertThat(Charge.running(bed.inspect(bed.name))).isTrue();
      bed.updater().rollBack(laid);
      inCharge(bed, old, "1.0.5");
    }
  }

  @Test
  void aStopThatIsStillUnderWayDoesNotHitTheOneThatWasPutBack() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5", "CMD [\"/bin/sh\",\"-c\",\"trap '' TERM; sleep 3600 & wait\"]");
      bed.push("1.0.6");
      String old = bed.run("1.0.5", "--stop-timeout", "3");
      Update laid = bed.prepare(bed.begin("1.0.6"));
      // What activate does until the process dies in the middle of the stop.
      new Marks(Seam.NONE).stopping(laid, bed.inspect(old));
      bed.engine.restartPolicy(old, RestartPolicy.parked());
      assertThatThrownBy(
              () ->
                  bed.engine.client().post("/containers/" + old + "/stop", Duration.ofMillis(300)))
          .isInstanceOf(EngineException.class);
      assertThat(Charge.running(bed.inspect(old))).isTrue();

      bed.updater().rollBack(laid);
      inCharge(bed, old, "1.0.5");
      String startedAt = Fields.text(bed.inspect(old), "State", "StartedAt");
      await()
          .during(Duration.ofSeconds(5))
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  Charge.running(bed.inspect(old))
                      && Fields.text(bed.inspect(old), "State", "StartedAt").equals(startedAt));
    }
  }

  @Test
  void lostAnswersChangeNothing() throws Exception {
    try (Bed bed = new Bed();
        LossyProxy engine = new LossyProxy(bed.engine.host())) {
      bed.build("1.0.5");
      bed.push("1.0.6");
      String old = bed.run("1.0.5");
      Release release = bed.begin("1.0.6").release();
      bed.settings.put("docker.host", engine.host());
      List<String> requests =
          List.of("/containers/create", "/tag", "/start", "/rename", "/update", "DELETE");
      for (String request : requests) {
        engine.loseAnswerTo(request);
        Update laid = bed.prepare(bed.begin(release));
        bed.updater().activate(laid);
        assertThat(Charge.running(bed.inspect(bed.name))).isTrue();
        bed.updater().rollBack(laid);
        assertThat(engine.lost()).as(request).isEqualTo(requests.indexOf(request) + 1);
        inCharge(bed, old, "1.0.5");
        assertThat(bed.containers()).containsExactly(bed.name);
      }
    }
  }

  @Test
  void anEngineThatIsAwayIsNoVerdict() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      bed.push("1.0.6");
      bed.run("1.0.5");
      Update laid = bed.prepare(bed.begin("1.0.6"));
      bed.settings.put("docker.host", "tcp://127.0.0.1:" + Registry.freePort());
      assertThatThrownBy(() -> bed.updater().rollBack(laid))
          .isInstanceOfSatisfying(
              UpdateException.class,
              failed -> assertThat(failed.reason()).isEqualTo(Reason.PLATFORM_UNAVAILABLE));
      assertThatThrownBy(() -> bed.updater().health(laid)).isInstanceOf(UpdateException.class);
      bed.settings.remove("docker.host");
      assertThat(bed.containers()).hasSize(2);
    }
  }

  private static void inCharge(Bed bed, String id, String version) throws Exception {
    JsonNode container = bed.inspect(bed.name);
    assertThat(Fields.text(container, "Id")).isEqualTo(id);
    assertThat(Charge.running(container)).isTrue();
    assertThat(RestartPolicy.name(RestartPolicy.of(container))).isEqualTo("unless-stopped");
    assertThat(Json.texts(Fields.at(container, "Config", "Env"))).contains("VERSION=" + version);
  }
}
