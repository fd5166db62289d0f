package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The crash campaign's promise on the real thing: agent or switcher ends at an event of an update,
 * once, for every event. {@code -Dcrash.points.stride=1} takes each one, which lasts; otherwise it
 * is each twenty-fourth. {@code -Dcrash.points.first=91} begins there.
 */
@Execution(ExecutionMode.CONCURRENT)
class SystemdCrashPointsIT {
  private static final int DEVICES = 3;
  private static final int FIRST = Integer.getInteger("crash.points.first", 1);
  private static final int STRIDE = Integer.getInteger("crash.points.stride", 24);

  @RegisterExtension final SystemdScene scene = new SystemdScene();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void whoeverActsMayEndAtAnyEvent(int device) throws Exception {
    scene.publishHalting("1.0.6");
    scene.publishHalting("1.0.5");
    scene.startHalting("1.0.5");
    Files.createDirectories(folder());
    int all = update("calm", "1.0.6", Integer.MAX_VALUE).size();

    int points = 0;
    String current = "1.0.6";
    for (int at = FIRST + device * STRIDE; at <= all; at += DEVICES * STRIDE) {
      String wanted = current.equals("1.0.5") ? "1.0.6" : "1.0.5";
      List<String> events = update("u" + at, wanted, at);
      JsonNode end = scene.cloud().awaitTerminal("u" + at);
      current = end.path("current_version").asText();
      String point = "%d of %d, %s: %s".formatted(at, all, last(events, at), end);
      boolean halted = !Files.deleteIfExists(folder().resolve(HaltingSeam.AT));
      assertThat(halted || at > events.size()).as(point).isTrue();
      assertThat(current).as(point).isIn("1.0.5", "1.0.6");
      scene.machine().awaitAgent(current);
      scene.assertOneTerminal("u" + at, current);
      points += halted ? 1 : 0;
    }
    scene.machine().awaitNoLeftovers(scene.machine().backups().size());
    System.out.printf(
        "systemd: %d of %d crash points recovered on device %d, of %d events%n",
        points, points, device, all);
  }

  private Path folder() {
    return scene.machine().state().resolve(HaltingSeam.FOLDER_NAME);
  }

  private static String last(List<String> events, int at) {
    return at <= events.size() ? events.get(at - 1) : "after the last";
  }

  /** Returns its events, until it has come to rest. */
  private List<String> update(String id, String version, int haltAt) throws Exception {
    Path events = folder().resolve(HaltingSeam.EVENTS);
    Files.deleteIfExists(events);
    Files.writeString(folder().resolve(HaltingSeam.AT), Integer.toString(haltAt));
    scene.cloud().force(id, version);
    scene.cloud().awaitTerminal(id);
    awaitRest();
    if (haltAt == Integer.MAX_VALUE) {
      Files.delete(folder().resolve(HaltingSeam.AT));
    }
    return Files.readAllLines(events);
  }

  private void awaitRest() {
    Awaitility.await("nothing is in flight and nothing is left of it")
        .atMost(Duration.ofMinutes(3))
        .until(() -> scene.machine().phase().isEmpty() && noWork());
  }

  private boolean noWork() throws IOException {
    Path work = scene.machine().state().resolve("work");
    if (Files.notExists(work)) {
      return true;
    }
    try (var files = Files.list(work)) {
      return files.findAny().isEmpty();
    }
  }
}
