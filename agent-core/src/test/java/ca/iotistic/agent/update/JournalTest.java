package ca.iotistic.agent.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JournalTest {
  @TempDir Path directory;
  private Rig rig;
  private Journal agent;
  private Journal switcher;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig(directory);
    agent = rig.journal(Owner.AGENT);
    switcher = rig.journal(Owner.SWITCHER);
  }

  @Test
  void readsBackEverything() throws Exception {
    Entry written = agent.begin(whole());
    assertThat(switcher.read()).contains(written);
  }

  @Test
  void numbersEveryWrite() throws Exception {
    Entry first = agent.begin(bare());
    Entry second = agent.write(first, first.on(Event.DONE, rig.clock.now()));
    assertThat(second.position().generation()).isEqualTo(first.position().generation() + 1);
  }

  @Test
  void refusesASecondUpdate() throws Exception {
    agent.begin(bare());
    assertThatThrownBy(() -> agent.begin(bare())).isInstanceOf(OwnershipLostException.class);
  }

  @Test
  void refusesAWriterThatDoesNotOwnIt() throws Exception {
    Entry first = agent.begin(bare());
    assertThatThrownBy(() -> switcher.write(first, first))
        .isInstanceOf(OwnershipLostException.class);
    Entry given = agent.write(first, first.ownedBy(Owner.SWITCHER));
    assertThatThrownBy(() -> agent.write(given, given)).isInstanceOf(OwnershipLostException.class);
    switcher.write(given, given);
  }

  @Test
  void refusesAWriterThatHasMissedAWrite() throws Exception {
    Entry first = agent.begin(bare());
    agent.write(first, first);
    assertThatThrownBy(() -> agent.write(first, first)).isInstanceOf(OwnershipLostException.class);
  }

  @Test
  void refusesASwitcherThatWasFenced() throws Exception {
    Entry given = given();
    Entry back = agent.takeBack(given, current -> current.on(Event.FAILED, rig.clock.now()));

    assertThat(back.owner()).isEqualTo(Owner.AGENT);
    assertThatThrownBy(() -> switcher.write(given, given))
        .isInstanceOf(OwnershipLostException.class);
  }

  @Test
  void leavesTheJournalToASwitcherThatHasPickedUp() throws Exception {
    Entry given = given();
    Entry taken = switcher.write(given, given.on(Event.DONE, rig.clock.now()));

    Entry back = agent.takeBack(given, current -> current.on(Event.FAILED, rig.clock.now()));

    assertThat(back).isEqualTo(taken);
    assertThat(agent.read()).contains(taken);
  }

  private Entry given() throws Exception {
    Entry first = agent.begin(bare());
    Entry prepared = first.on(Event.DONE, rig.clock.now()).on(Event.DONE, rig.clock.now());
    return agent.write(first, prepared.ownedBy(Owner.SWITCHER));
  }

  @Test
  void keepsWhatANewerVersionHasAdded() throws Exception {
    Entry first = agent.begin(whole());
    ObjectNode tree = Json.parse(rig.state.journal().read().orElseThrow());
    tree.put("mood", "good");
    Json.child(tree, "job").put("priority", 7);
    Json.child(tree, "release").putObject("signature").put("by", "somebody");
    rig.state.journal().write(Json.pretty(tree));

    agent.write(first, first.on(Event.BOOTED, rig.clock.now()));

    ObjectNode after = Json.parse(rig.state.journal().read().orElseThrow());
    assertThat(after.path("mood").asText()).isEqualTo("good");
    assertThat(after.path("job").path("priority").asInt()).isEqualTo(7);
    assertThat(after.path("release").path("signature").path("by").asText()).isEqualTo("somebody");
  }

  @Test
  void replacesMapsAsAWhole() throws Exception {
    Entry first = agent.begin(whole());
    Prepared other = new Prepared("other", Map.of("b", "2"));
    agent.write(first, first.with(other));
    assertThat(switcher.read().orElseThrow().prepared()).isEqualTo(other);
  }

  @Test
  void doesNotUseANewerFormatOfItsOwn() throws Exception {
    agent.begin(whole());
    format(2);

    assertThatThrownBy(agent::read)
        .isInstanceOfSatisfying(
            BrokenJournalException.class,
            broken -> assertThat(broken.owner()).contains(Owner.AGENT));
    assertThat(agent.setAside()).exists();
    assertThat(agent.read()).isEmpty();
  }

  @Test
  void followsANewerFormatThatAnotherProcessGoesOnWith() throws Exception {
    Entry first = agent.begin(whole());
    agent.write(first, first.ownedBy(Owner.SWITCHER));
    format(2);
    assertThat(agent.read().orElseThrow().id()).isEqualTo(Rig.ID);
  }

  @Test
  void destroysNothingThatItSetsAside() throws Exception {
    for (int time = 1; time <= 3; time++) {
      rig.state.journal().write(new byte[time]);
      assertThat(agent.setAside()).hasSize(time);
    }
    assertThat(rig.state.root().resolve("journal.json.aside-1")).hasSize(1);
  }

  @Test
  void writesNothingMoreOnceClosed() throws Exception {
    Entry first = agent.begin(bare());
    agent.close();
    assertThatThrownBy(() -> agent.write(first, first)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> agent.delete(Rig.ID)).isInstanceOf(IOException.class);
    assertThat(agent.read()).isPresent();
  }

  @Test
  void writesAlthoughTheThreadIsInterrupted() throws Exception {
    Thread.currentThread().interrupt();
    agent.begin(bare());
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void deletesOnlyTheJournalOfThatUpdate() throws Exception {
    agent.begin(bare());
    agent.delete("another");
    assertThat(agent.read()).isPresent();
    agent.delete(Rig.ID);
    assertThat(agent.read()).isEmpty();
    assertThat(agent.last()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://me:se@c/ret@proxy:3128, http://proxy:3128",
    "me:secret@proxy:3128, proxy:3128",
    "http://proxy:3128, http://proxy:3128"
  })
  void theLoginForAProxyIsNotWritten(String proxy, String written) {
    Map<String, String> settings = Map.of("network.proxy", proxy);
    assertThat(new Strategy("device", "a.Class", settings, "1.0.5", 3, List.of()).settings())
        .containsExactly(Map.entry("network.proxy", written));
  }

  private void format(int number) throws IOException {
    ObjectNode tree = Json.parse(rig.state.journal().read().orElseThrow());
    tree.put("format", number);
    rig.state.journal().write(Json.pretty(tree));
  }

  private Entry bare() {
    Strategy strategy = new Strategy("device", "a.Class", Map.of(), "1.0.5", 3, List.of());
    Installed now = new Installed("1.0.5", "sha256:5", true);
    return Entry.begin(Rig.job("1.0.6"), strategy, now, rig.clock.now());
  }

  private Entry whole() {
    Job job =
        new Job(
            Rig.ID,
            new Request("1.0.6", Optional.of("sha256:6")),
            Optional.of("b-5"),
            true,
            true,
            Optional.of(Instant.EPOCH),
            Optional.of(rig.clock.now()));
    Strategy strategy =
        new Strategy("device", "a.Class", Map.of("x.y", "z"), "1.0.5", 3, List.of("java", "-cp"));
    Failure failure =
        new Failure(Reason.CRASHED, "it died", Phase.VERIFYING, List.of("one", "two \"quoted\""));
    Course course =
        new Course(
            true,
            true,
            "nonce",
            true,
            Optional.of(failure),
            Optional.of("a warning"),
            Duration.ofMillis(1234),
            Duration.ofMinutes(2),
            List.of(new Course.Step(Phase.RESOLVING, rig.clock.now())));
    return new Entry(
        job,
        strategy,
        rig.clock.now(),
        new Installed("1.0.5", "sha256:5", false),
        Optional.of(new Release("1.0.6", "sha256:6", 77, Map.of("repository", "r"))),
        new Prepared("identity", Map.of("a", "1")),
        new Position(Phase.VERIFYING, Owner.AGENT, 5, 2, 1),
        course);
  }
}
