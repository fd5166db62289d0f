package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.io.Seam;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackupStoreTest {
  @TempDir private Path directory;
  private BackupStore store = new BackupStore(Path.of("/"), Seam.NONE);

  @BeforeEach
  void open() {
    store = new BackupStore(directory.resolve("backups"), Seam.NONE);
  }

  @Test
  void listsTheNewestFirstAndOfItsTargetOnly() throws Exception {
    assertThat(store.list("agent")).isEmpty();
    store.write(backup("agent", 1));
    store.write(backup("agent", 3));
    store.write(backup("agent", 2));
    store.write(backup("other", 4));
    assertThat(store.list("agent"))
        .extracting(backup -> backup.takenAt().getEpochSecond())
        .containsExactly(3L, 2L, 1L);
    assertThat(store.ofUpdate("u-2").orElseThrow()).isEqualTo(backup("agent", 2));
    assertThat(store.ofContainer("c3").orElseThrow().update()).isEqualTo("u-3");
    store.delete(backup("agent", 3).name());
    store.delete(backup("agent", 3).name());
    assertThat(store.list("agent")).hasSize(2);
  }

  @Test
  void leavesAloneWhatItDoesNotKnow() throws Exception {
    store.write(backup("agent", 1));
    Path backups = directory.resolve("backups");
    Files.writeString(backups.resolve("iotistic-agent-1.0.5-20251109-120000"), "a binary");
    Files.writeString(backups.resolve("agent-backup-20261110-020000.json"), "{\"format\":2}");
    Files.writeString(backups.resolve("agent-backup-20261111-020000.json"), "{");
    assertThat(store.list("agent")).hasSize(1);
    try (Stream<Path> files = Files.list(backups)) {
      assertThat(files).hasSize(4);
    }
  }

  private static BackupRecord backup(String target, int number) {
    Instant at = Instant.ofEpochSecond(number);
    return new BackupRecord(
        new Names(target, "u-" + number, at).backup(),
        target,
        "u-" + number,
        at,
        "iotistic/agent:backup",
        "1.0." + number,
        "sha256:d",
        Json.object().put("Name", "always"),
        Json.object().put("Id", "c" + number),
        Json.object());
  }
}
