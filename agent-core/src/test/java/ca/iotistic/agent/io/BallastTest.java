package ca.iotistic.agent.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BallastTest {
  @TempDir private Path root;

  @Test
  void isGivenUpForAChangeThatFailsAndForNoSecondOne() throws Exception {
    StateDirectory state = StateDirectory.at(root, Seam.NONE);
    Ballast ballast = new Ballast(state);
    ballast.take();
    Path file = state.file("ballast").path();
    assertThat(file).hasSize(256 * 1024);
    int[] tries = {0};
    Ballast.Change fits =
        () -> {
          tries[0]++;
          if (Files.exists(file)) {
            throw new IOException("No space left on device");
          }
        };

    ballast.sparing(fits);

    assertThat(tries[0]).isEqualTo(2);
    assertThatThrownBy(
            () ->
                ballast.sparing(
                    () -> {
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(IOException.class);
  }

  /** Its directory is missing: that fails like a disk that is full. */
  @Test
  void aFileThatSparesNothingFailsAndOneThatDoesIsTriedAgain() throws Exception {
    StateDirectory state = StateDirectory.at(root, Seam.NONE);
    new Ballast(state).take();
    Path blocked = root.resolve("missing/file");
    AtomicFile file = new AtomicFile(blocked, Seam.NONE);

    assertThatThrownBy(() -> file.write(new byte[1])).isInstanceOf(IOException.class);
    assertThat(state.file("ballast").path()).exists();
    assertThatThrownBy(() -> file.sparing(new Ballast(state)).write(new byte[1]))
        .isInstanceOf(IOException.class);
    assertThat(state.file("ballast").path()).doesNotExist();
  }

  @Test
  void whereThereIsNoRoomForItNothingFails() {
    Ballast ballast = new Ballast(StateDirectory.at(root.resolve("missing"), Seam.NONE));

    ballast.take();

    assertThat(root.resolve("missing")).doesNotExist();
  }
}
