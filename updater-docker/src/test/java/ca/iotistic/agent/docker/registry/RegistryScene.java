package ca.iotistic.agent.docker.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.http.Patience;
import ca.iotistic.agent.io.ManualTime;
import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A device that looks for tags, and servers to look at. */
abstract class RegistryScene {
  static final String USER = "agent";
  static final String PASSWORD = "s3cret";
  static final String BASIC =
      "Basic "
          + Base64.getEncoder()
              .encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));

  @TempDir Path directory;
  final Map<String, String> settings = new TreeMap<>();
  final Map<String, String> variables = new TreeMap<>();
  final ManualTime time = new ManualTime("2026-11-10T02:00:00Z");
  final List<Instant> confirmed = new ArrayList<>();
  FakeRegistry registry;

  @BeforeEach
  void open() throws IOException {
    registry = FakeRegistry.plain();
  }

  @AfterEach
  void close() {
    registry.close();
  }

  Environment environment() {
    return new Environment(
        settings,
        "1.0.0",
        directory,
        directory,
        3,
        new Processes(Seam.NONE),
        time,
        Seam.NONE,
        confirmed::add);
  }

  List<String> listed(Repository repository) throws UpdateException, InterruptedException {
    return new RegistryTags(environment(), variables, Patience.UPDATE, confirmed::add)
        .of(repository);
  }

  List<String> listed() throws UpdateException, InterruptedException {
    return listed(registry.repository());
  }

  void logIn() throws IOException {
    Path file = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
    settings.put("docker.registry.username", USER);
    settings.put("docker.registry.password_file", file.toString());
  }

  void fails(Reason reason, String words) {
    fails(registry.repository(), reason, words);
  }

  void fails(Repository repository, Reason reason, String words) {
    assertThatThrownBy(() -> listed(repository))
        .isInstanceOfSatisfying(
            UpdateException.class, failed -> assertThat(failed.reason()).isEqualTo(reason))
        .hasMessageContaining(words)
        .hasMessageNotContaining(PASSWORD);
  }
}
