package ca.iotistic.agent.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.io.ManualTime;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.spi.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutboxTest {
  @TempDir private Path root;
  private final ManualTime time = new ManualTime("2026-11-10T02:00:00Z");
  private final RecordingPublisher cloud = new RecordingPublisher();
  private Outbox outbox;

  @BeforeEach
  void open() throws IOException {
    outbox =
        Outbox.open(StateDirectory.open(root, Seam.NONE), Secrets.of(Map.of()), time, Seam.NONE);
  }

  @Test
  void publishesInOrderAndOnce() throws Exception {
    outbox.put(received("u-1"));
    outbox.put(started("u-1"));
    outbox.put(succeeded("u-1"));

    assertThat(outbox.drain(cloud)).isTrue();
    assertThat(outbox.drain(cloud)).isTrue();

    assertThat(cloud.types())
        .containsExactly("update_command_received", "update_started", "update_succeeded");
    assertThat(cloud.sequences()).isSorted().doesNotHaveDuplicates();
    assertThat(outbox.size()).isZero();
  }

  @Test
  void keepsWhatIsNotAcknowledgedAcrossRestarts() throws Exception {
    cloud.away = true;
    outbox.put(received("u-1"));
    assertThat(outbox.drain(cloud)).isFalse();

    open();
    outbox.put(succeeded("u-1"));
    cloud.away = false;

    assertThat(outbox.drain(cloud)).isTrue();
    assertThat(cloud.types()).containsExactly("update_command_received", "update_succeeded");
    open();
    assertThat(outbox.size()).isZero();
  }

  @Test
  void neverUsesANumberTwice() throws Exception {
    List<Long> numbers = new ArrayList<>();
    for (int restart = 0; restart < 5; restart++) {
      for (int i = 0; i < 70; i++) {
        outbox.put(rejected("r-" + restart + "-" + i));
      }
      outbox.drain(cloud);
      numbers.addAll(cloud.sequences());
      cloud.received.clear();
      open();
    }
    assertThat(numbers).hasSize(350).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void numbersOnAboveWhatItUsedBeforeItsMemoryWasLost() throws Exception {
    outbox.put(received("u-1"));
    outbox.drain(cloud);
    deleteAll();
    time.pass(Duration.ofMinutes(1));
    open();
    outbox.put(received("u-2"));
    outbox.drain(cloud);
    assertThat(cloud.sequences()).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void takesOneLastWordAboutAnUpdateWhateverComesAfterIt() throws Exception {
    outbox.put(succeeded("u-1"));
    outbox.put(new StatusEvent.Cancelled("u-1", Reason.CANCELLED));
    outbox.drain(cloud);
    open();
    outbox.put(succeeded("u-1"));
    outbox.put(StatusEvent.Progress.phase("u-1", "committing"));
    outbox.put(started("u-1"));
    outbox.drain(cloud);

    assertThat(cloud.types()).containsExactly("update_succeeded");
    assertThat(outbox.terminal("u-1")).contains("update_succeeded");
    assertThat(outbox.terminal("u-2")).isEmpty();
  }

  @Test
  void aRefusedMessageDoesNotEndTheCommandWithTheSameId() throws Exception {
    outbox.put(rejected("u-1"));
    outbox.put(received("u-1"));
    outbox.put(succeeded("u-1"));
    outbox.drain(cloud);
    assertThat(cloud.types())
        .containsExactly("update_rejected", "update_command_received", "update_succeeded");
    assertThat(outbox.terminal("u-1")).contains("update_succeeded");
  }

  @Test
  void saysOnceWhatIsToldAgainAfterACrash() throws Exception {
    Instant hour = Instant.parse("2026-11-11T02:00:00Z");
    StatusEvent scheduled = new StatusEvent.Scheduled("u-1", "1.0.6", hour, Optional.empty());
    for (int restart = 0; restart < 3; restart++) {
      outbox.put(received("u-1"));
      outbox.put(scheduled);
      outbox.put(started("u-1"));
      outbox.drain(cloud);
      open();
    }
    assertThat(cloud.types())
        .containsExactly("update_command_received", "update_scheduled", "update_started");
    outbox.put(
        new StatusEvent.Scheduled("u-1", "1.0.6", hour.plusSeconds(60), Optional.of("window")));
    assertThat(outbox.size()).isOne();
  }

  @Test
  void sendsTheLastWordAgainUnchanged() throws Exception {
    outbox.put(succeeded("u-1"));
    assertThat(outbox.again("u-1")).isTrue();
    outbox.drain(cloud);
    open();
    assertThat(outbox.again("u-1")).isTrue();
    assertThat(outbox.again("u-1")).isTrue();
    assertThat(outbox.again("u-2")).isFalse();
    outbox.drain(cloud);

    assertThat(cloud.received).hasSize(2);
    assertThat(cloud.received.get(1)).isEqualTo(cloud.received.get(0));
  }

  @Test
  void saysAtMostOneProgressOfAPhaseInASecond() throws Exception {
    for (int i = 0; i < 50; i++) {
      outbox.put(new StatusEvent.Progress("u-1", "preparing", i, 100));
      outbox.drain(cloud);
      time.pass(Duration.ofMillis(100));
    }
    outbox.put(StatusEvent.Progress.phase("u-1", "prepared"));
    outbox.drain(cloud);
    assertThat(cloud.received).hasSize(6);
    assertThat(cloud.received.get(5).path("phase").asText()).isEqualTo("prepared");
  }

  @Test
  void progressThatCouldNotBeSentGivesWayToNewer() throws Exception {
    outbox.put(started("u-1"));
    for (int i = 0; i < 500; i++) {
      outbox.put(new StatusEvent.Progress("u-1", "preparing", i, 500));
      time.pass(Duration.ofSeconds(1));
    }
    outbox.drain(cloud);
    assertThat(cloud.types()).containsExactly("update_started", "update_progress");
    assertThat(cloud.received.get(1).path("percent").asInt()).isEqualTo(99);
  }

  @Test
  void staysBoundedAndLosesNoLastWord() throws Exception {
    for (int i = 0; i < 150; i++) {
      outbox.put(received("u-" + i));
      outbox.put(StatusEvent.Progress.phase("u-" + i, "preparing"));
      outbox.put(succeeded("u-" + i));
    }
    open();
    assertThat(outbox.size() * 4096).isLessThanOrEqualTo(Outbox.LIMIT);
    outbox.drain(cloud);
    assertThat(cloud.types()).filteredOn("update_succeeded"::equals).hasSize(150);
    assertThat(cloud.types()).filteredOn("update_progress"::equals).isEmpty();
    assertThat(cloud.types()).filteredOn("update_command_received"::equals).hasSize(106);
    assertThat(cloud.sequences()).isSorted();
  }

  @Test
  void aFloodOfBadMessagesPushesOutNoOutcome() throws Exception {
    outbox.put(succeeded("u-1"));
    outbox.drain(cloud);
    for (int i = 0; i < 400; i++) {
      outbox.put(rejected("r-" + i));
    }
    assertThat(outbox.size()).isLessThanOrEqualTo(256);
    outbox.drain(cloud);
    open();
    assertThat(outbox.again("u-1")).isTrue();
    assertThat(files()).hasSizeLessThan(64);
  }

  @Test
  void remembersTheLastTerminalForTheState() throws Exception {
    assertThat(outbox.last()).isEmpty();
    outbox.put(succeeded("u-1"));
    outbox.put(received("u-2"));
    outbox.drain(cloud);
    open();
    JsonNode last = StatusJson.MAPPER.readTree(outbox.last().orElseThrow());
    assertThat(last).isEqualTo(cloud.received.get(0));
  }

  @Test
  void putsAsideWhatCannotBeRead() throws Exception {
    outbox.put(received("u-1"));
    Files.writeString(root.resolve("outbox/0000000000000000007.json"), "{");
    Files.writeString(root.resolve("outbox/sequence.json"), "half");
    Files.writeString(root.resolve("outbox/.0000000000000000009.json.tmp"), "half");
    open();
    outbox.put(succeeded("u-1"));
    outbox.drain(cloud);
    assertThat(cloud.types()).containsExactly("update_command_received", "update_succeeded");
    assertThat(cloud.sequences()).isSorted().doesNotHaveDuplicates();
    assertThat(files())
        .contains("0000000000000000007.json.broken", "sequence.json.broken")
        .noneMatch(name -> name.endsWith(".tmp"));
  }

  @Test
  void aListenerThatFailsHurtsNobody() throws Exception {
    List<StatusEvent> heard = new ArrayList<>();
    outbox.listen(
        event -> {
          throw new IllegalStateException("bad listener");
        });
    outbox.listen(
        event -> {
          throw new NoClassDefFoundError("com/example/Missing");
        });
    outbox.listen(heard::add);
    outbox.put(succeeded("u-1"));
    outbox.put(succeeded("u-1"));
    assertThat(heard).containsExactly(succeeded("u-1"));
  }

  @Test
  void goesOnAfterThePublisherWasInterrupted() throws Exception {
    outbox.put(succeeded("u-1"));
    StatusPublisher stopped =
        new StatusPublisher() {
          @Override
          public void publish(byte[] status) throws InterruptedException {
            throw new InterruptedException();
          }

          @Override
          public void publishState(byte[] state) {}
        };
    assertThatThrownBy(() -> outbox.drain(stopped)).isInstanceOf(InterruptedException.class);
    assertThat(outbox.drain(cloud)).isTrue();
    assertThat(cloud.types()).containsExactly("update_succeeded");
  }

  @Test
  void writesWhileTheThreadIsInterrupted() throws Exception {
    Thread.currentThread().interrupt();
    outbox.put(succeeded("u-1"));
    assertThat(Thread.interrupted()).isTrue();
    open();
    assertThat(outbox.size()).isOne();
  }

  private void deleteAll() throws IOException {
    for (String name : files()) {
      Files.delete(root.resolve("outbox").resolve(name));
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("outbox"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  static StatusEvent received(String id) {
    return new StatusEvent.CommandReceived(id, "update", "1.0.6");
  }

  static StatusEvent started(String id) {
    return new StatusEvent.Started(id, "1.0.5", "1.0.6", "docker");
  }

  static StatusEvent rejected(String id) {
    return new StatusEvent.Rejected(id, Reason.INVALID_JSON, "no");
  }

  static StatusEvent succeeded(String id) {
    return new StatusEvent.Succeeded(
        id,
        "1.0.6",
        "1.0.5",
        Duration.ofSeconds(9),
        Duration.ofMillis(1200),
        Device.UPDATED,
        Optional.empty());
  }
}
