package ca.iotistic.agent.docker;

import static ca.iotistic.agent.docker.Shell.docker;
import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Update;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BackupsIT {

  @Test
  void fiveUpdatesLeaveThreeBackupsAndNothingElse() throws Exception {
    try (Bed bed = new Bed()) {
      docker("network", "create", bed.name + "-net");
      bed.build("1.0.0");
      bed.run("1.0.0", "--network", bed.name + "-net", "-v", "/anonymous");
      String volume = bed.inspect(bed.name).path("Mounts").path(0).path("Name").asText();
      for (int update = 1; update <= 5; update++) {
        bed.push("1.0." + update);
        bed.update("1.0." + update);
      }
      assertThat(bed.containers())
          .containsExactly(
              bed.name,
              bed.name + "-backup-20261110-020300",
              bed.name + "-backup-20261110-020400",
              bed.name + "-backup-20261110-020500");
      assertThat(bed.tags())
          .containsExactlyInAnyOrder(
              "1.0.2",
              "1.0.3",
              "1.0.4",
              "1.0.5",
              bed.name + "-backup-20261110-020300",
              bed.name + "-backup-20261110-020400",
              bed.name + "-backup-20261110-020500");
      assertThat(bed.updater().backups())
          .extracting(backup -> backup.release().version(), Backup::usable)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("1.0.4", true),
              org.assertj.core.groups.Tuple.tuple("1.0.3", true),
              org.assertj.core.groups.Tuple.tuple("1.0.2", true));
      JsonNode mount = bed.inspect(bed.name).path("Mounts").path(0);
      assertThat(mount.path("Name").asText()).isEqualTo(volume);
      JsonNode network = bed.engine.client().get("/networks/" + bed.name + "-net");
      assertThat(Json.names(network.path("Containers")))
          .containsExactly(Fields.text(bed.inspect(bed.name), "Id"));
      docker("network", "inspect", bed.name + "-net");
    }
  }

  @Test
  void aBackupCanBeUpdatedTo() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      bed.push("1.0.6");
      String old = bed.run("1.0.5");
      String image = Fields.text(bed.inspect(old), "Image");
      bed.update("1.0.6");
      Backup backup = bed.updater().backups().get(0);
      assertThat(backup.release().version()).isEqualTo("1.0.5");
      Update back = bed.prepare(bed.begin(backup.release()));
      bed.updater().activate(back);
      bed.updater().commit(back);
      assertThat(bed.updater().installed().identity()).isEqualTo(image);
      assertThat(bed.updater().installed().version()).isEqualTo("1.0.5");
      assertThat(bed.updater().backups().get(0).release().version()).isEqualTo("1.0.6");
    }
  }

  @Test
  void composeFindsNoStoppedBackup() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      bed.push("1.0.6");
      bed.run(
          "1.0.5",
          "-l",
          "com.docker.compose.project=fleet",
          "-l",
          "com.docker.compose.service=agent",
          "-l",
          "com.docker.compose.project.config_files=/srv/compose.yaml");
      Update update = bed.update("1.0.6");
      assertThat(update.prepared().state().get(Plan.WARNING))
          .contains("service agent", bed.repository + ":1.0.6", "/srv/compose.yaml");
      assertThat(bed.containers()).containsExactly(bed.name);
      assertThat(
              Fields.at(bed.inspect(bed.name), "Config", "Labels")
                  .path("com.docker.compose.service")
                  .asText())
          .isEqualTo("agent");
      Backup backup = bed.updater().backups().get(0);
      assertThat(backup.usable()).isTrue();
      assertThat(bed.tags()).contains(backup.id());
    }
  }

  /** The four commands that people know from the guide. */
  @Test
  void aRestoreByHandIsPutRight() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      bed.push("1.0.6");
      String old = bed.run("1.0.5");
      bed.update("1.0.6");
      String backup = bed.name + "-backup-20261110-020100";
      docker("stop", bed.name);
      docker("rm", bed.name);
      docker("rename", backup, bed.name);
      docker("start", bed.name);

      assertThat(bed.updater().tidy())
          .containsExactly("restart policy of container " + bed.name + " is unless-stopped again");
      JsonNode container = bed.inspect(bed.name);
      assertThat(Fields.text(container, "Id")).isEqualTo(old);
      assertThat(RestartPolicy.name(RestartPolicy.of(container))).isEqualTo("unless-stopped");
      assertThat(bed.updater().backups()).isEmpty();
      assertThat(bed.updater().tidy()).isEmpty();
    }
  }

  @Test
  void aBackupThatWasOnlyStartedGetsItsNameBack() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      bed.push("1.0.6");
      String old = bed.run("1.0.5");
      bed.update("1.0.6");
      String backup = bed.name + "-backup-20261110-020100";
      docker("stop", bed.name);
      docker("start", backup);
      bed.settings.put("docker.container", backup);

      List<String> done = bed.updater().tidy();
      assertThat(done).anyMatch(line -> line.contains("is named " + bed.name));
      JsonNode container = bed.inspect(bed.name);
      assertThat(Fields.text(container, "Id")).isEqualTo(old);
      assertThat(RestartPolicy.name(RestartPolicy.of(container))).isEqualTo("unless-stopped");
      assertThat(bed.containers()).containsExactly(bed.name);
    }
  }
}
