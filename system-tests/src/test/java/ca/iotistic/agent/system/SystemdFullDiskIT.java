package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The disk is full at the worst moments: never without a service, and the right reason. */
class SystemdFullDiskIT {
  @RegisterExtension final SystemdScene scene = new SystemdScene();

  private final Shell shell = new Shell(Path.of("."), Map.of());

  @BeforeEach
  void mountSmallDisks() throws Exception {
    for (Path disk : disks()) {
      Files.createDirectories(disk);
      shell.run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString()).require();
    }
  }

  /** From this side; the machine keeps them until it is removed. */
  @AfterEach
  void unmount() {
    for (Path disk : disks()) {
      shell.run("umount", "-l", disk.toString()).require();
    }
  }

  private Path[] disks() {
    return new Path[] {scene.machine().state(), scene.machine().binaries()};
  }

  @Test
  void whileItDownloads() throws Exception {
    scene.publish("1.0.6");
    scene.start("1.0.5");
    scene.site().holdBreath();
    scene.cloud().update("u", "1.0.6");
    Awaitility.await("a part of the file is there")
        .atMost(Statuses.LIMIT)
        .until(() -> scene.machine().downloaded() > 100_000);
    fill(scene.machine().state());

    scene.site().breathe();

    assertUnchanged();
  }

  /** What is fetched eats the disk when it is asked for its version, right before the backup. */
  @Test
  void whileItBacksUp() throws Exception {
    Path greedy = scene.directory().resolve("greedy");
    Files.writeString(
        greedy,
        """
        #!/bin/sh
        dd if=/dev/zero of=/var/lib/iotistic/filler bs=64k 2>/dev/null
        echo "Iotistic Device Agent v1.0.6"
        """);
    scene.site().publish("1.0.6", greedy);
    scene.start("1.0.5");

    scene.cloud().update("u", "1.0.6");

    assertUnchanged();
  }

  @Test
  void beforeTheJournalIsBegun() throws Exception {
    scene.publish("1.0.6");
    scene.start("1.0.5");
    fill(scene.machine().state());

    scene.cloud().update("u", "1.0.6");

    assertUnchanged();
  }

  private void assertUnchanged() throws Exception {
    JsonNode end = scene.cloud().awaitTerminal("u");
    assertThat(end.path("type").asText()).as("%s", end).isEqualTo("update_failed");
    assertThat(end.path("reason").asText()).as("%s", end).isEqualTo("disk_full");
    assertThat(end.path("device").asText()).isEqualTo("unchanged");
    assertThat(scene.machine().active()).isTrue();
    empty(disks());
    scene.machine().awaitAgent("1.0.5");
    scene.machine().awaitNoLeftovers(0);
    scene.assertOneTerminal("u", "1.0.5");
  }

  /**
   * It fills both disks and ends: going back needs no room. Which of the two is seen first is a
   * matter of milliseconds, and both are true.
   */
  @Test
  void fromTheActivationOnWithAVersionThatEnds() throws Exception {
    scene.publish(
        "1.0.6",
        "for disk in /var/lib/iotistic /usr/local/bin; do"
            + " dd if=/dev/zero of=$disk/filler bs=64k 2>/dev/null; done; exit 3");
    scene.start("1.0.5");

    scene.cloud().update("u", "1.0.6");

    Awaitility.await("it has filled the disks")
        .atMost(Statuses.LIMIT)
        .until(() -> Files.exists(scene.machine().binaries().resolve("filler")));
    Awaitility.await("the old one is back, with no room at all")
        .atMost(Statuses.LIMIT)
        .untilAsserted(
            () -> {
              assertThat(scene.machine().version()).endsWith("v1.0.5");
              assertThat(scene.machine().active()).isTrue();
            });
    empty(disks());
    JsonNode end = scene.cloud().awaitTerminal("u");
    assertThat(end.path("reason").asText()).as("%s", end).isIn("crashed", "disk_full");
    assertThat(end.path("rolled_back").asBoolean()).isTrue();
    scene.machine().awaitAgent("1.0.5");
    scene.machine().awaitNoLeftovers(0);
    scene.assertOneTerminal("u", "1.0.5");
  }

  @Test
  void fromTheActivationOnWithAGoodVersion() throws Exception {
    scene.publish("1.0.6");
    scene.start("1.0.5");
    scene.cloud().update("u", "1.0.6");
    Awaitility.await("the switch")
        .atMost(Statuses.LIMIT)
        .until(() -> scene.machine().phase().matches("ACTIVATING|VERIFYING|COMMITTING"));
    fill(disks());

    Awaitility.await("somebody is in charge")
        .atMost(Statuses.LIMIT)
        .untilAsserted(() -> assertThat(scene.machine().active()).isTrue());
    empty(disks());
    JsonNode end = scene.cloud().awaitTerminal("u");
    String current = end.path("current_version").asText();
    assertThat(end.path("type").asText()).as("%s", end).isIn("update_succeeded", "update_failed");
    scene.machine().awaitAgent(current);
    scene.assertOneTerminal("u", current);
  }

  private static void fill(Path... disks) throws IOException {
    for (Path disk : disks) {
      byte[] zeros = new byte[4096];
      try (OutputStream out = Files.newOutputStream(disk.resolve("filler"))) {
        while (true) {
          out.write(zeros);
        }
      } catch (IOException full) {
        // Not by what is free now: the agent may have given up its ballast already.
        assertThat(full).hasMessageContaining("No space left on device");
      }
    }
  }

  private static void empty(Path... disks) throws IOException {
    for (Path disk : disks) {
      Files.deleteIfExists(disk.resolve("filler"));
    }
  }
}
