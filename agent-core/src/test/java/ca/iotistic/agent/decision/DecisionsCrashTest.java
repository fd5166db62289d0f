package ca.iotistic.agent.decision;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.command.Delivery;
import ca.iotistic.agent.io.CrashSeam;
import ca.iotistic.agent.io.CrashSeam.Crash;
import ca.iotistic.agent.io.ManualTime;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Messages handled over power cuts at every moment, by a broker that delivers again what was not
 * acknowledged and an agent that carries out again what has not ended.
 */
final class DecisionsCrashTest {
  private static final List<String> MESSAGES =
      List.of(
          "{\"action\":\"update\",\"version\":\"1.0.6\",\"timestamp\":1}",
          "{\"action\":\"update\",\"version\":\"1.0.7\"}",
          "{\"action\":\"dance\"}",
          "{\"action\":\"cancel\"}");

  @TempDir private Path temporary;

  @Test
  void everyPowerCutLeavesEachCommandWithOneEnd() throws Exception {
    int moments = new World(temporary.resolve("calm")).live(Integer.MAX_VALUE);
    assertThat(moments).isGreaterThan(20);
    for (int first = 0; first < moments; first++) {
      for (int second = 0; second <= moments; second += 9) {
        World world = new World(temporary.resolve(first + "-" + second));
        world.live(first);
        world.live(second);
        world.live(Integer.MAX_VALUE);
        world.verify("power cuts at " + first + " and " + second);
      }
    }
  }

  /** What survives a power cut: the disk, and what the broker and the cloud know. */
  private static final class World {
    private final Path root;
    private final Set<String> ends = new LinkedHashSet<>();
    private int acknowledged;

    World(Path root) {
      this.root = root;
    }

    int live(int crashAt) throws IOException {
      CrashSeam seam = new CrashSeam(crashAt);
      try {
        Decisions decisions =
            Decisions.open(
                StateDirectory.open(root, Seam.NONE), seam, new ManualTime("2026-11-10T02:00:00Z"));
        carryOut(decisions);
        boolean resumed = true;
        while (acknowledged < MESSAGES.size()) {
          byte[] payload = MESSAGES.get(acknowledged).getBytes(StandardCharsets.UTF_8);
          Decision decision =
              decisions.decide(
                  new Delivery(payload, false, resumed),
                  new Facts("1.0.5", true, Optional.empty()));
          if (decision instanceof Decision.Reject reject) {
            end(decisions, reject.updateId(), "update_rejected");
          }
          acknowledged++;
          resumed = false;
          if (acknowledged % 2 == 0) {
            carryOut(decisions);
          }
        }
        carryOut(decisions);
        assertThat(decisions.pending()).isEmpty();
      } catch (Crash powerCut) {
        // The next life begins with what is on the disk.
      }
      return seam.moments();
    }

    private void carryOut(Decisions decisions) throws IOException {
      for (Decision.Accepted accepted : decisions.pending()) {
        decisions.announced(accepted.updateId());
        String outcome =
            accepted instanceof Decision.Start ? "update_succeeded" : "update_cancelled";
        end(decisions, accepted.updateId(), outcome);
      }
    }

    private void end(Decisions decisions, String updateId, String outcome) throws IOException {
      ends.add(outcome + " " + updateId);
      decisions.ended(updateId, outcome);
    }

    void verify(String when) {
      List<String> types = new ArrayList<>();
      ends.forEach(end -> types.add(end.substring(0, end.indexOf(' '))));
      // The update may have ended before the cancel came, in another life; each has one end.
      assertThat(ends).as(when).extracting(e -> e.split(" ")[1]).doesNotHaveDuplicates();
      assertThat(types).as(when).hasSize(4).filteredOn("update_rejected"::equals).hasSize(1);
    }
  }
}
