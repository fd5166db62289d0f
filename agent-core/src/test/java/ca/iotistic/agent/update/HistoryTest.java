package ca.iotistic.agent.update;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.spi.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryTest {
  @TempDir Path directory;
  private Rig rig;
  private History history;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig(directory);
    history = rig.history();
  }

  @Test
  void readsBackWhatWasAppended() throws Exception {
    Outcome outcome = outcome("a", Optional.of(Reason.CRASHED));
    history.append(new History.Line(outcome, true));
    assertThat(history.lines()).containsExactly(new History.Line(outcome, true));
  }

  @Test
  void readsBackWhatIsInChargeInstead() throws Exception {
    Outcome outcome = instead(outcome("a", Optional.of(Reason.CRASHED)), "1.0.4");
    history.append(new History.Line(outcome, true));
    assertThat(history.find("a")).contains(outcome);
  }

  @Test
  void aLineThatOnlySaysThatAPersonIsNeededStillSaysSo() throws Exception {
    Outcome outcome = instead(outcome("a", Optional.of(Reason.CRASHED)), "1.0.4");
    history.append(new History.Line(outcome, true));
    Path file = rig.state.history();
    Files.writeString(file, Files.readString(file).replace(",\"instead\":\"1.0.4\"", ""));
    Outcome read = history.find("a").orElseThrow();
    assertThat(read.needsPerson()).isTrue();
    assertThat(read.current()).isEqualTo(read.from());
  }

  @Test
  void keepsOneLineAnUpdate() throws Exception {
    Outcome first = outcome("a", Optional.empty());
    history.append(new History.Line(first, false));
    Outcome second = outcome("a", Optional.of(Reason.CRASHED));
    assertThat(history.append(new History.Line(second, true))).isEqualTo(first);
    assertThat(history.lines()).hasSize(1);
  }

  @Test
  void passesOverALineThatAPowerCutHasTorn() throws Exception {
    history.append(new History.Line(outcome("a", Optional.empty()), false));
    add("{\"format\":1,\"id\":\"b\",\"upd");

    history.append(new History.Line(outcome("b", Optional.empty()), false));

    assertThat(history.lines()).extracting(line -> line.outcome().id()).containsExactly("a", "b");
  }

  @Test
  void takesAWholeLineThatLacksItsEndForWritten() throws Exception {
    history.append(new History.Line(outcome("a", Optional.empty()), false));
    Path file = rig.state.history();
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() - 1));

    history.append(new History.Line(outcome("a", Optional.empty()), false));
    history.append(new History.Line(outcome("b", Optional.empty()), false));

    assertThat(history.lines()).extracting(line -> line.outcome().id()).containsExactly("a", "b");
  }

  @Test
  void readsAReasonThatItDoesNotKnow() throws Exception {
    history.append(new History.Line(outcome("a", Optional.of(Reason.CRASHED)), false));
    Path file = rig.state.history();
    Files.writeString(file, Files.readString(file).replace("crashed", "abducted_by_aliens"));
    assertThat(history.find("a").orElseThrow().failure().orElseThrow().reason())
        .isEqualTo(Reason.INTERNAL_ERROR);
  }

  @Test
  void forgetsTheOldestLinesOnly() throws Exception {
    StringBuilder many = new StringBuilder();
    history.append(new History.Line(outcome("n-0", Optional.empty()), false));
    String line = Files.readString(rig.state.history());
    for (int i = 1; i < 500; i++) {
      many.append(line.replace("n-0", "n-" + i));
    }
    add(many.toString());

    history.append(new History.Line(outcome("last", Optional.empty()), false));
    history.append(new History.Line(outcome("very-last", Optional.empty()), false));

    assertThat(history.lines())
        .hasSize(500)
        .extracting(l -> l.outcome().id())
        .startsWith("n-2")
        .endsWith("n-499", "last", "very-last");
  }

  @Test
  void knowsABadDigestUntilItHasWorked() throws Exception {
    assertThat(history.knownBad("sha256:a")).isFalse();
    history.append(new History.Line(outcome("a", Optional.of(Reason.CRASHED)), true));
    history.append(new History.Line(outcome("b", Optional.of(Reason.STOP_FAILED)), false));
    assertThat(history.knownBad("sha256:a")).isTrue();
    assertThat(history.knownBad("sha256:b")).isFalse();
    history.append(new History.Line(outcome("c", Optional.empty()), false));
    assertThat(history.knownBad("sha256:a")).isFalse();
  }

  private void add(String text) throws IOException {
    Files.write(
        rig.state.history(), text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
  }

  private static Outcome instead(Outcome of, String version) {
    return new Outcome(
        of.id(),
        of.updater(),
        of.from(),
        of.to(),
        of.digest(),
        of.failure(),
        of.rolledBack(),
        Optional.of(version),
        of.dryRun(),
        of.startedAt(),
        of.took(),
        of.downtime(),
        of.warning());
  }

  private static Outcome outcome(String id, Optional<Reason> reason) {
    return new Outcome(
        id,
        "device",
        "1.0.5",
        "1.0.6",
        "sha256:a",
        reason.map(r -> new Failure(r, "so it is", Phase.VERIFYING, List.of("a line"))),
        reason.isPresent(),
        Optional.empty(),
        false,
        Instant.parse("2026-11-10T02:00:00Z"),
        Duration.ofSeconds(90),
        Duration.ofSeconds(4),
        Optional.of("a warning"));
  }
}
