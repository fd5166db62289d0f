package ca.iotistic.agent.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A device's wall clock that the test sets, by libfaketime. The monotonic clock is the real one, as
 * it is when a clock is set.
 */
final class FakeClock {
  /** Where Debian puts it, by architecture. */
  private static final String PATTERN = "/usr/lib/*/faketime/libfaketimeMT.so.1";

  private final Path directory;

  FakeClock(Path scene) throws IOException {
    this.directory = Files.createDirectories(scene.resolve("clock"));
    String library = new Shell(scene, Map.of()).run(List.of("sh", "-c", "ls " + PATTERN)).require();
    Files.copy(Path.of(library), directory.resolve("libfaketime.so"));
    ahead(Duration.ZERO);
  }

  /** The options of a container with this clock. */
  Options on(Options options) {
    return options
        .with("-v", directory + ":/clock:ro")
        .environment("LD_PRELOAD", "/clock/libfaketime.so")
        .environment("FAKETIME_TIMESTAMP_FILE", "/clock/now")
        .environment("FAKETIME_NO_CACHE", "1")
        .environment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .environment("FAKETIME_FORCE_MONOTONIC_FIX", "0");
  }

  /** Sets it; a negative duration is behind the real one. */
  void ahead(Duration duration) throws IOException {
    Path fresh =
        Files.writeString(directory.resolve("next"), "%+d\n".formatted(duration.toSeconds()));
    Files.move(fresh, directory.resolve("now"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Sets it to this moment; it goes on from there. */
  void at(Instant moment) throws IOException {
    ahead(Duration.between(Instant.now(), moment));
  }
}
