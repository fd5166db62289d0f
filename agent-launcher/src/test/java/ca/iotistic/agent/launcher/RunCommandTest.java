package ca.iotistic.agent.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.iotistic.agent.launcher.log.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunCommandTest {
  private static final Duration GENEROUS = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Workbench bench;

  @BeforeEach
  void make() throws IOException {
    bench = new Workbench(folder);
    bench.environment.put("IOTISTIC_DEVICE", "abc-123");
    bench.environment.put("IOTISTIC_MQTT_URL", "tcp://localhost:1883");
    bench.environment.put("IOTISTIC_HEARTBEAT", folder.resolve("heartbeat").toString());
  }

  @AfterEach
  void restore() {
    Log.to(System.err, "info", "text");
  }

  @Test
  void runsUntilItIsToldToStop() throws Exception {
    CompletableFuture<IntSupplier> told = new CompletableFuture<>();
    AtomicBoolean takenBack = new AtomicBoolean();
    bench.ending =
        lastWord -> {
          told.complete(lastWord);
          return () -> takenBack.set(true);
        };
    CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> bench.run("run"));
    IntSupplier terminate = told.get();
    await().atMost(GENEROUS).until(() -> Files.exists(folder.resolve("heartbeat")));
    assertThat(terminate.getAsInt()).isEqualTo(Exit.DONE);
    assertThat(exit.get()).isEqualTo(Exit.DONE);
    assertThat(bench.happened).containsExactly("made", "started", "closed");
    assertThat(takenBack).isTrue();
    assertThat(bench.out())
        .contains("INFO  Iotistic Device Agent v1.0.5", "INFO  the agent has stopped");
  }

  @Test
  void endsWhenTheWorkerIsDeadSoThatItIsStartedAgain() {
    bench.alive = false;
    assertThat(bench.run("run")).isEqualTo(Exit.FAILED);
    assertThat(bench.out()).contains("ERROR the agent does not work any more");
    assertThat(bench.happened).containsExactly("made", "started", "closed");
    assertThat(folder.resolve("heartbeat")).doesNotExist();
  }

  @Test
  void aWrongConfigurationStartsNothing() {
    bench.environment.remove("IOTISTIC_DEVICE");
    bench.environment.put("IOTISTIC_LOG_LEVEL", "loud");
    assertThat(bench.run("run")).isEqualTo(Exit.USAGE);
    assertThat(bench.err())
        .contains("The configuration has 2 mistakes", "device is missing", "log.level is \"loud\"");
    assertThat(bench.happened).isEmpty();
  }
}
