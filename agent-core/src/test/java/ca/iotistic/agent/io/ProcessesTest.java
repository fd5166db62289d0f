package ca.iotistic.agent.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProcessesTest {
  /**
   * The half line is on its way, or read, when the other stream's line comes: both must be whole.
   */
  @Test
  void keepsTheLinesOfBothStreamsApart() throws Exception {
    List<String> script =
        List.of("/bin/sh", "-c", "printf half; echo error >&2; sleep 0.2; echo ' and half'");

    Processes.Result result =
        new Processes(Seam.NONE)
            .run(script, Map.of(), Path.of("/"), Duration.ofMinutes(1), line -> {});

    assertThat(result.tail()).containsExactlyInAnyOrder("half and half", "error");
    assertThat(result.errors()).containsExactly("error");
  }
}
