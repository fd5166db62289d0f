package ca.iotistic.agent.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class TransitionTest {
  private static final int WRITES = 28;

  @Test
  void reachesEveryPhaseFromTheFirst() {
    assertThat(reachable(Phase.RESOLVING)).containsExactlyInAnyOrder(Phase.values());
  }

  @Test
  void endsFromEveryPhase() {
    for (Phase phase : Phase.values()) {
      assertThat(reachable(phase)).contains(Phase.ENDED);
    }
  }

  @Test
  void saysForEveryPhaseWhatADeadProcessLeaves() {
    for (Phase phase : EnumSet.complementOf(EnumSet.of(Phase.ROLLING_BACK, Phase.ENDED))) {
      assertThat(events(phase)).containsExactlyInAnyOrder(Event.values());
    }
    assertThat(events(Phase.ROLLING_BACK)).containsExactly(Event.DONE);
    assertThat(events(Phase.ENDED)).isEmpty();
  }

  @Test
  void leadsFromOnePhaseAndEventToOnePhase() {
    Set<String> pairs =
        Transition.TABLE.stream()
            .map(row -> row.from() + " " + row.on())
            .collect(Collectors.toSet());
    assertThat(pairs).hasSameSizeAs(Transition.TABLE);
  }

  @Test
  void refusesWhatIsNotInTheTable() {
    assertThatThrownBy(() -> Transition.next(Phase.ENDED, Event.DONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ENDED");
  }

  @Test
  void isDrawnInTheDocumentation() throws IOException {
    List<String> drawn =
        Files.readAllLines(Path.of("..", "docs", "update-states.md")).stream()
            .map(String::trim)
            .filter(line -> line.contains("-->") && !line.contains("[*]"))
            .toList();
    assertThat(drawn)
        .containsExactlyElementsOf(
            Transition.TABLE.stream()
                .map(row -> row.from() + " --> " + row.to() + ": " + row.on())
                .toList());
  }

  @Test
  void needsFewJournalWritesOnItsLongestPath() {
    assertThat(longest(Position.START)).isEqualTo(24).isLessThanOrEqualTo(WRITES);
  }

  /** The entry that a position stands for, the gift to the switcher, and the longest way on. */
  private static int longest(Position position) {
    int most = 0;
    for (Event event : events(position.phase())) {
      if (event != Event.BOOTED || !position.spent()) {
        Position next = position.on(event);
        int gift = next.phase() == Phase.ACTIVATING && position.phase() == Phase.PREPARED ? 1 : 0;
        most = Math.max(most, gift + longest(next));
      }
    }
    return 1 + most;
  }

  private static Set<Phase> reachable(Phase from) {
    Set<Phase> reached = EnumSet.of(from);
    boolean more = true;
    while (more) {
      Set<Phase> next =
          Transition.TABLE.stream()
              .filter(row -> reached.contains(row.from()))
              .map(Transition::to)
              .collect(Collectors.toSet());
      more = reached.addAll(next);
    }
    return reached;
  }

  private static List<Event> events(Phase phase) {
    return Transition.TABLE.stream()
        .filter(row -> row.from() == phase)
        .map(Transition::on)
        .toList();
  }
}
