package ca.iotistic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InstanceTest {
  @TempDir Path folder;

  @Test
  void keepsASecondAgentOffAsLongAsItLives() throws IOException {
    StateDirectory state = StateDirectory.open(folder, Seam.NONE);
    Instance first = new Instance(state);
    Instance second = new Instance(state);
    assertThat(first.take()).isTrue();
    assertThat(first.take()).isTrue();
    assertThat(second.take()).isFalse();
    assertThat(second.held()).isFalse();
    first.release();
    assertThat(second.take()).isTrue();
    second.release();
    second.release();
  }

  @Test
  void triesOftenAtFirstAndThenSeldom() throws IOException {
    StateDirectory state = StateDirectory.open(folder, Seam.NONE);
    Instance first = new Instance(state);
    Instance second = new Instance(state);
    assertThat(first.take()).isTrue();
    assertThat(second.take()).isFalse();
    assertThat(second.pause()).hasSeconds(1);
    for (int more = 0; more < 9; more++) {
      assertThat(second.take()).isFalse();
    }
    assertThat(second.pause()).hasSeconds(30);
    first.release();
  }
}
