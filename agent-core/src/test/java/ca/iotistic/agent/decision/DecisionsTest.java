package ca.iotistic.agent.decision;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.command.Command;
import ca.iotistic.agent.command.Delivery;
import ca.iotistic.agent.io.ManualTime;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.spi.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DecisionsTest {
  private static final String DOCUMENTED =
      "{\"action\":\"update\",\"version\":\"1.0.6\",\"timestamp\":1699564800000}";
  private static final String ANONYMOUS = "{\"action\":\"update\",\"version\":\"latest\"}";
  private static final String FORCED =
      "{\"action\":\"update\",\"version\":\"1.0.6\",\"force\":true}";
  private static final String NAMED =
      "{\"action\":\"update\",\"version\":\"1.0.6\",\"id\":\"c 1/ü\"}";
  private static final String CANCEL = "{\"action\":\"cancel\"}";
  private static final String BAD = "{\"action\":\"update\",\"version\":\"six\"}";

  @TempDir private Path root;
  private final ManualTime time = new ManualTime("2026-11-10T02:00:00Z");
  private Decisions decisions;
  private Facts facts = new Facts("1.0.5", true, Optional.empty());

  @BeforeEach
  void open() throws IOException {
    decisions = Decisions.open(StateDirectory.open(root, Seam.NONE), Seam.NONE, time);
  }

  @Test
  void remembersAcrossARestartWhetherTheBrokerKeepsTheCommand() throws Exception {
    assertThat(start(live(NAMED)).retained()).isFalse();
    Path log = root.resolve("commands.json");
    open();
    assertThat(decisions.pending())
        .singleElement()
        .satisfies(p -> assertThat(comesAgain(p)).isFalse());

    assertThat(kept(NAMED)).isInstanceOf(Decision.Repeat.class);
    open();
    assertThat(decisions.pending())
        .singleElement()
        .satisfies(p -> assertThat(comesAgain(p)).isTrue());

    // As a version wrote it that did not know how a command came.
    Files.writeString(log, Files.readString(log).replace("\"retained\":true,", ""));
    open();
    assertThat(decisions.pending())
        .singleElement()
        .satisfies(p -> assertThat(comesAgain(p)).isTrue());
  }

  private static boolean comesAgain(Decision.Accepted pending) {
    return ((Decision.Start) pending).retained();
  }

  @Test
  void startsACommand() throws Exception {
    Decision.Start start = start(live(NAMED));

    assertThat(start.updateId()).isEqualTo("c 1/ü");
    assertThat(start.jobId()).matches("20261110-020000-[0-9a-f]{4}");
    assertThat(((Command.Update) start.command()).request().version()).isEqualTo("1.0.6");
    assertThat(start.supersedes()).isEmpty();
    assertThat(start.announced()).isFalse();
    assertThat(decisions.updateId(start.jobId())).isEqualTo("c 1/ü");
    assertThat(decisions.updateId("by-hand")).isEqualTo("by-hand");
  }

  @Test
  void namesAnUpdateByItsJobWhereTheCommandHasNoId() throws Exception {
    Decision.Start start = start(live(DOCUMENTED));
    assertThat(start.updateId()).isEqualTo(start.jobId());
  }

  @Test
  void carriesOutAgainAfterARestartWhatHasNotEnded() throws Exception {
    String all =
        "{\"action\":\"update\",\"version\":\"v1.0.6\",\"id\":\"c-1\",\"force\":true,"
            + "\"timestamp\":5,\"expires\":\"2027-01-01T00:00:00+01:00\","
            + "\"scheduled_time\":\"2026-12-01T02:00:00Z\",\"digest\":{\"linux-amd64\":\"sha256:"
            + "0a".repeat(32)
            + "\"}}";
    Decision.Start start = start(live(all));
    open();
    assertThat(decisions.pending()).containsExactly(start);

    decisions.announced("c-1");
    open();
    assertThat(decisions.pending()).singleElement().matches(Decision.Accepted::announced);

    decisions.ended("c-1", "update_succeeded");
    decisions.ended("c-1", "update_failed");
    decisions.ended("nobody", "update_failed");
    open();
    assertThat(decisions.pending()).isEmpty();
    assertThat(live(all))
        .isEqualTo(new Decision.Repeat("c-1", Optional.of("update_succeeded"), true));
  }

  @ParameterizedTest
  @ValueSource(strings = {DOCUMENTED, NAMED})
  void runsACommandWithANameOnceAndAnswersRepeats(String command) throws Exception {
    String id = start(live(command)).updateId();
    assertThat(live(command)).isEqualTo(new Decision.Repeat(id, Optional.empty(), false));
    decisions.ended(id, "update_failed");
    open();
    assertThat(live(command))
        .isEqualTo(new Decision.Repeat(id, Optional.of("update_failed"), true));
    assertThat(kept(command))
        .isEqualTo(new Decision.Repeat(id, Optional.of("update_failed"), false));
    assertThat(resumed(command))
        .isEqualTo(new Decision.Repeat(id, Optional.of("update_failed"), true));
    assertThat(decisions.pending()).isEmpty();
  }

  @Test
  void orderAndSpaceMakeNoNewCommand() throws Exception {
    String id = start(live(DOCUMENTED)).updateId();
    String other = "{ \"timestamp\":1699564800000, \"version\":\"1.0.6\", \"action\":\"update\" }";
    assertThat(live(other)).isEqualTo(new Decision.Repeat(id, Optional.empty(), false));
  }

  @Test
  void theIdAloneTellsARepeat() throws Exception {
    start(live(NAMED));
    assertThat(live(NAMED.replace("1.0.6", "1.0.7")))
        .isEqualTo(new Decision.Repeat("c 1/ü", Optional.empty(), false));
  }

  @Test
  void aLiveCommandWithoutANameIsNewEachTime() throws Exception {
    String first = start(live(ANONYMOUS)).updateId();
    decisions.ended(first, "update_skipped");
    String second = start(live(ANONYMOUS)).updateId();
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void aCopyThatArrivesBeforeTheFirstHasEndedIsARepeat() throws Exception {
    String first = start(live(ANONYMOUS)).updateId();
    open();
    assertThat(live(ANONYMOUS)).isEqualTo(new Decision.Repeat(first, Optional.empty(), false));
  }

  @Test
  void theLastCommandRedeliveredInAResumedSessionIsARepeat() throws Exception {
    String first = start(live(ANONYMOUS)).updateId();
    decisions.ended(first, "update_skipped");
    open();
    assertThat(resumed(ANONYMOUS))
        .isEqualTo(new Decision.Repeat(first, Optional.of("update_skipped"), true));
    decisions.ended(start(live(DOCUMENTED)).updateId(), "update_succeeded");
    start(resumed(ANONYMOUS));
  }

  @Test
  void aRetainedForceCommandRunsOnceHoweverOftenOneConnects() throws Exception {
    String id = start(live(FORCED)).updateId();
    decisions.ended(id, "update_succeeded");
    for (int i = 0; i < 3; i++) {
      open();
      assertThat(kept(FORCED))
          .isEqualTo(new Decision.Repeat(id, Optional.of("update_succeeded"), false));
    }
    start(live(FORCED));
  }

  @Test
  void theRetainedCommandStaysKnownWhateverElseComes() throws Exception {
    decisions.ended(start(kept(FORCED)).updateId(), "update_succeeded");
    for (int i = 0; i < 240; i++) {
      live("{\"action\":\"cancel\",\"timestamp\":" + i + "}");
      decisions.ended(decisions.pending().get(0).updateId(), "update_skipped");
      reject(live(BAD + " ".repeat(i)));
    }
    open();
    assertThat(kept(FORCED)).isInstanceOf(Decision.Repeat.class);
    assertThat(Files.size(root.resolve("commands.json"))).isLessThan(128 * 1024);
  }

  @Test
  void aClearedMessageIsIgnored() throws Exception {
    assertThat(kept("")).isInstanceOf(Decision.Ignore.class);
    assertThat(live("")).isInstanceOf(Decision.Ignore.class);
  }

  @Test
  void reportsAreNotRemembered() throws Exception {
    String report = "{\"action\":\"report\",\"id\":\"r\"}";
    assertThat(live(report)).isEqualTo(new Decision.Report());
    assertThat(live(report)).isEqualTo(new Decision.Report());
    assertThat(decisions.pending()).isEmpty();
  }

  // Devices without memory.

  @Test
  void aDeviceWithoutMemoryDoesNotGoBackToWhatTheBrokerHasKept() throws Exception {
    String old = "{\"action\":\"update\",\"version\":\"1.0.4\"}";
    Decision decision = kept(old);
    assertThat(decision).isInstanceOf(Decision.Skip.class);
    assertThat(((Decision.Skip) decision).reason()).isEqualTo(Reason.STALE);
    open();
    assertThat(decisions.pending()).containsExactly((Decision.Skip) decision);
    assertThat(kept(old)).isInstanceOf(Decision.Repeat.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"action\":\"update\",\"version\":\"1.0.4\",\"force\":true}",
        "{\"action\":\"update\",\"version\":\"1.0.5\"}",
        "{\"action\":\"update\",\"version\":\"1.0.6\"}",
        "{\"action\":\"update\"}"
      })
  void aDeviceWithoutMemoryRunsTheRest(String command) throws Exception {
    start(kept(command));
  }

  @Test
  void aRetainedRollBackIsStaleWithoutMemory() throws Exception {
    assertThat(kept("{\"action\":\"rollback\"}")).isInstanceOf(Decision.Skip.class);
  }

  @Test
  void aDeviceWithMemoryGoesBackWhenItIsTold() throws Exception {
    String old = "{\"action\":\"update\",\"version\":\"1.0.4\",\"timestamp\":%d}";
    start(live(old.formatted(1)));
    start(kept(old.formatted(2)));
  }

  @Test
  void aDeviceThatHasListenedInVainHasAMemory() throws Exception {
    decisions.listened();
    open();
    start(kept("{\"action\":\"update\",\"version\":\"1.0.4\"}"));
  }

  // The newest wins.

  @Test
  void aLaterCommandSupersedesWhatHasNotBeenHandedOver() throws Exception {
    Decision.Start first = start(live(DOCUMENTED));
    facts = inFlight(first, false);
    Decision.Start second = start(live(NAMED));
    assertThat(second.supersedes()).containsExactly(target(first));

    open();
    List<Decision.Accepted> pending = decisions.pending();
    assertThat(pending).hasSize(2);
    assertThat(pending.get(0))
        .isEqualTo(
            new Decision.Drop(
                first.updateId(), first.jobId(), first.command(), Reason.SUPERSEDED, false));
    assertThat(pending.get(1)).isEqualTo(second);
  }

  @Test
  void aCommandAfterTheHandOverWaitsAndIsSupersededByTheNext() throws Exception {
    Decision.Start first = start(live(DOCUMENTED));
    facts = inFlight(first, true);
    Decision.Start second = start(live(NAMED));
    assertThat(second.supersedes()).isEmpty();
    Decision.Start third = start(live("{\"action\":\"rollback\"}"));
    assertThat(third.supersedes()).containsExactly(target(second));

    assertThat(decisions.pending().get(0)).isEqualTo(first);
    assertThat(decisions.pending().get(1)).isInstanceOf(Decision.Drop.class);
  }

  @Test
  void aCancelTakesAllThatIsOnItsWay() throws Exception {
    Decision.Start first = start(live(DOCUMENTED));
    Decision.Cancel cancel = (Decision.Cancel) live(CANCEL);
    assertThat(cancel.targets()).containsExactly(target(first));
    open();
    assertThat(decisions.pending().get(0))
        .isEqualTo(
            new Decision.Drop(
                first.updateId(), first.jobId(), first.command(), Reason.CANCELLED, false));
    assertThat(decisions.pending().get(1)).isEqualTo(cancel);
    assertThat(skip(live("{\"action\":\"cancel\",\"id\":\"second\"}")).reason())
        .isEqualTo(Reason.NOTHING_TO_CANCEL);
  }

  @Test
  void aCancelWithNothingToCancelIsSkipped() throws Exception {
    Decision.Skip skip = skip(live(CANCEL));
    assertThat(skip.reason()).isEqualTo(Reason.NOTHING_TO_CANCEL);
    assertThat(decisions.pending()).containsExactly(skip);
  }

  @Test
  void aCancelAfterTheHandOverIsTooLate() throws Exception {
    facts = inFlight(start(live(DOCUMENTED)), true);
    assertThat(skip(live(CANCEL)).reason()).isEqualTo(Reason.TOO_LATE);
  }

  @Test
  void anUpdateByHandCanBeCancelledToo() throws Exception {
    facts = new Facts("1.0.5", true, Optional.of(new Facts.InFlight("by-hand", false)));
    assertThat(((Decision.Cancel) live(CANCEL)).targets())
        .containsExactly(new Decision.Target("by-hand", "by-hand"));
  }

  // Messages that are turned away.

  @Test
  void rejectsABadMessageOnce() throws Exception {
    Decision.Reject reject = reject(kept(BAD));
    assertThat(reject.reason()).isEqualTo(Reason.INVALID_VERSION);
    decisions.ended(reject.updateId(), "update_rejected");
    open();
    assertThat(kept(BAD))
        .isEqualTo(new Decision.Repeat(reject.updateId(), Optional.of("update_rejected"), false));
    assertThat(resumed(BAD))
        .isEqualTo(new Decision.Repeat(reject.updateId(), Optional.of("update_rejected"), true));
    assertThat(reject(live(BAD)).updateId()).isNotEqualTo(reject.updateId());
    assertThat(decisions.pending()).isEmpty();
  }

  @Test
  void rejectsAgainWhatItCouldNotSayBeforeACrash() throws Exception {
    Decision.Reject reject = reject(live(BAD));
    open();
    assertThat(resumed(BAD)).isEqualTo(reject);
    assertThat(kept(BAD)).isEqualTo(reject);
  }

  @Test
  void aBadMessageBearsItsIdUnlessAnotherCommandDoes() throws Exception {
    String bad = BAD.replace("}", ",\"id\":\"c-1\"}");
    assertThat(reject(live(bad)).updateId()).isEqualTo("c-1");
    assertThat(reject(live(bad + " ")).updateId()).isNotEqualTo("c-1");
    start(live(NAMED));
    assertThat(reject(live(NAMED.replace("1.0.6", "six"))).updateId()).startsWith("20261110-");
  }

  @Test
  void aCorrectedCommandMayBearTheIdOfTheBadOne() throws Exception {
    String bad = BAD.replace("}", ",\"id\":\"c-1\"}");
    decisions.ended(reject(live(bad)).updateId(), "update_rejected");
    assertThat(live(bad))
        .isEqualTo(new Decision.Repeat("c-1", Optional.of("update_rejected"), true));
    Decision.Start start = start(live(bad.replace("six", "1.0.6")));
    assertThat(start.updateId()).isEqualTo("c-1");
  }

  @Test
  void refusesWhatHasExpiredOnceTheClockCanBeTrusted() throws Exception {
    String expired = DOCUMENTED.replace("}", ",\"expires\":\"2026-11-10T01:59:59Z\"}");
    Decision.Reject reject = reject(live(expired));
    assertThat(reject.reason()).isEqualTo(Reason.EXPIRED);
    assertThat(reject.error()).contains("2026-11-10T01:59:59Z", "2026-11-10T02:00:00Z");
    decisions.ended(reject.updateId(), "update_rejected");
    assertThat(kept(expired)).isInstanceOf(Decision.Repeat.class);

    facts = new Facts("1.0.5", false, Optional.empty());
    start(live(expired.replace("1.0.6", "1.0.7")));
  }

  @Test
  void aCommandThatWasRunIsNotRefusedAsExpiredWhenItComesAgain() throws Exception {
    String command = DOCUMENTED.replace("}", ",\"expires\":\"2026-11-10T02:30:00Z\"}");
    String id = start(live(command)).updateId();
    decisions.ended(id, "update_succeeded");
    time.pass(Duration.ofHours(1));
    assertThat(live(command))
        .isEqualTo(new Decision.Repeat(id, Optional.of("update_succeeded"), true));
  }

  // The files.

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "{\"format\":1,\"commands\":7}", "\0\0\0"})
  void startsWithoutMemoryFromABrokenLog(String content) throws Exception {
    Files.writeString(root.resolve("commands.json"), content);
    open();
    assertThat(decisions.pending()).isEmpty();
    start(live(DOCUMENTED));
    open();
    assertThat(decisions.pending()).hasSize(1);
  }

  @Test
  void keepsACopyOfABrokenLog() throws Exception {
    Files.writeString(root.resolve("commands.json"), "{broken");
    open();
    assertThat(root.resolve("commands.json.20261110-020000")).hasContent("{broken");
  }

  @Test
  void stillKnowsWhatANewerVersionHasHandled() throws Exception {
    String id = start(live(FORCED)).updateId();
    decisions.ended(id, "update_succeeded");
    String log = Files.readString(root.resolve("commands.json"));
    String newer = log.replace("\"format\":1", "\"format\":2,\"news\":[1]");
    Files.writeString(root.resolve("commands.json"), newer);
    open();
    assertThat(kept(FORCED)).isInstanceOf(Decision.Repeat.class);
    assertThat(root.resolve("commands.json.20261110-020000")).hasContent(newer);
    assertThat(root.resolve("commands.json")).content().contains("\"news\":[1]");
  }

  @Test
  void keepsMembersThatItDoesNotKnow() throws Exception {
    start(live(NAMED));
    Path file = root.resolve("commands.json");
    Files.writeString(
        file, Files.readString(file).replace("{\"identity\"", "{\"signed\":true,\"identity\""));
    open();
    decisions.ended("c 1/ü", "update_succeeded");
    assertThat(file).content().contains("\"signed\":true");
  }

  @Test
  void endsWhatOnlyANewerVersionUnderstands() throws Exception {
    Decision.Start start = start(live(DOCUMENTED));
    Path file = root.resolve("commands.json");
    Files.writeString(
        file, Files.readString(file).replace("\"action\":\"update\"", "\"action\":\"dance\""));
    open();
    assertThat(decisions.pending())
        .singleElement()
        .isInstanceOf(Decision.Drop.class)
        .matches(pending -> pending.updateId().equals(start.updateId()));
  }

  @Test
  void remembersTheHighestVersionInItsFrozenFormat() throws Exception {
    assertThat(decisions.highWater()).isEmpty();
    decisions.inCharge("1.0.5");
    decisions.inCharge("1.0.10");
    decisions.inCharge("1.0.6");
    decisions.inCharge("development");
    assertThat(root.resolve("high-water.json")).hasContent("{\"format\":1,\"version\":\"1.0.10\"}");
    open();
    assertThat(decisions.highWater()).contains("1.0.10");
  }

  @Test
  void aBrokenHighWaterMarkIsPutAside() throws Exception {
    Files.writeString(root.resolve("high-water.json"), "high");
    open();
    assertThat(decisions.highWater()).isEmpty();
    decisions.inCharge("1.0.5");
    try (Stream<Path> files = Files.list(root)) {
      assertThat(files).anyMatch(f -> f.endsWith("high-water.json.20261110-020000"));
    }
  }

  private Decision live(String payload) throws IOException {
    return decide(payload, false, false);
  }

  private Decision kept(String payload) throws IOException {
    return decide(payload, true, false);
  }

  private Decision resumed(String payload) throws IOException {
    return decide(payload, false, true);
  }

  private Decision decide(String payload, boolean retained, boolean resumed) throws IOException {
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    return decisions.decide(new Delivery(bytes, retained, resumed), facts);
  }

  private static Decision.Start start(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Start.class);
    return (Decision.Start) decision;
  }

  private static Decision.Skip skip(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Skip.class);
    return (Decision.Skip) decision;
  }

  private static Decision.Reject reject(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Reject.class);
    return (Decision.Reject) decision;
  }

  private static Decision.Target target(Decision.Start start) {
    return new Decision.Target(start.updateId(), start.jobId());
  }

  private static Facts inFlight(Decision.Start start, boolean handedOver) {
    return new Facts("1.0.5", true, Optional.of(new Facts.InFlight(start.jobId(), handedOver)));
  }
}
