package ca.iotistic.agent.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a strategy throws against the agreement, and what never comes back. */
@Timeout(120)
final class ContainedTest {
  private static final Duration GENEROUS = Duration.ofSeconds(60);

  /** Is always waited for, and enough for a thread to start beside other tests. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void start() throws IOException {
    rig = new Rig(directory);
  }

  static List<Throwable> mistakes() {
    return List.of(
        new IllegalStateException("a bug"),
        new NoClassDefFoundError("a bug"),
        new ExceptionInInitializerError("a bug"),
        new StackOverflowError("a bug"),
        new IOException("a bug"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void everyMistakeOfAVerbIsAnExpectedFailureThatNamesTheStrategy(Throwable mistake) {
    rig.device.trouble("prepare", () -> sneak(mistake));
    Updater updater = new ContainedUpdater("device", rig.device.create(rig.environment()));

    assertThatThrownBy(() -> updater.prepare(update()))
        .isInstanceOfSatisfying(
            UpdateException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INTERNAL_ERROR))
        .hasMessageContaining("prepare of the update strategy device")
        .hasMessageContaining("a bug")
        .hasCause(mistake);
  }

  @Test
  void whatIsOfTheWholeProcessPasses() {
    rig.device.trouble("installed", () -> sneak(new OutOfMemoryError("none left")));
    Updater updater = new ContainedUpdater("device", rig.device.create(rig.environment()));

    assertThatThrownBy(updater::installed).isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void aNullIsAMistakeToo() {
    rig.device.backups = Collections.singletonList(null);
    Updater updater = new ContainedUpdater("device", rig.device.create(rig.environment()));

    assertThatThrownBy(updater::backups)
        .isInstanceOf(UpdateException.class)
        .hasMessageContaining("backups of the update strategy device");
  }

  /** Wherever a verb breaks, the update ends, and the old one is in charge. */
  @ParameterizedTest
  @ValueSource(strings = {"installed", "resolve", "prepare", "activate", "health", "commit"})
  void anUpdateWithABrokenVerbEndsAndTheAgentGoesOn(String verb) throws Exception {
    rig.device.self = false;
    UpdateEngine agent = rig.opened();
    rig.device.trouble(verb, () -> sneak(new NoClassDefFoundError("com/example/Missing")));

    agent.run(Rig.job("1.0.6"));

    Failure why = rig.ear.outcome().failure().orElseThrow();
    assertThat(why.reason()).isEqualTo(Reason.INTERNAL_ERROR);
    assertThat(why.error()).contains("update strategy device", "com/example/Missing");
    rig.device.works(verb);
    assertThat(agent.reconcile()).isEqualTo(Standing.IN_CHARGE);
    assertThat(agent.installed().version()).isEqualTo("1.0.5");
  }

  @Test
  void aListenerThatMissesAClassHoldsNothingUp() throws Exception {
    rig.device.self = false;
    rig.ear.broken = true;

    rig.opened().run(Rig.job("1.0.6"));

    assertThat(rig.ear.outcome().succeeded()).isTrue();
    assertThat(rig.ear.heard).isEmpty();
  }

  @Test
  void aCheckThatThrowsIsARefusalWithItsWords() {
    List<Check> checks =
        provider(
                GENEROUS,
                () -> {
                  throw new LinkageError("it was built for another version");
                })
            .check(rig.environment());

    assertThat(checks).hasSize(1);
    assertThat(checks.get(0).refusal()).contains(Reason.INTERNAL_ERROR);
    assertThat(checks.get(0).what())
        .contains("check of the update strategy odd", "it was built for another version");
    assertThat(checks.get(0).cure()).contains("mend or remove that strategy");
  }

  @Test
  void aCheckThatNeverComesBackIsInterruptedAndLeft() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    List<Check> checks =
        provider(
                SHORT,
                () -> {
                  hang(interrupted);
                  return List.of();
                })
            .all(rig.environment());

    assertThat(interrupted.await(GENEROUS.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(checks.get(0).refusal()).contains(Reason.INTERNAL_ERROR);
    assertThat(checks.get(0).what()).contains("did not come back");
  }

  @Test
  void oneThatCannotBeMadeAnswersEverythingWithWhy() {
    Updater updater = provider(GENEROUS, List::of).create(rig.environment());

    assertThatThrownBy(updater::installed)
        .isInstanceOf(UpdateException.class)
        .hasMessageContaining("create of the update strategy odd")
        .hasMessageContaining("no updater today");
    assertThatThrownBy(updater::backups).isInstanceOf(UpdateException.class);
    updater.close();
  }

  private Update update() {
    return new Update(
        Rig.ID,
        Instant.EPOCH,
        new Installed("1.0.5", "1.0.5", true),
        new Release("1.0.6", "sha256:6", 1, Map.of()),
        Prepared.NOT_YET,
        directory,
        Update.Progress.NONE);
  }

  private static void hang(CountDownLatch interrupted) {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException left) {
      interrupted.countDown();
    }
  }

  private static ContainedProvider provider(Duration limit, Supplier<List<Check>> checks) {
    return new ContainedProvider(new Odd(checks), limit, limit);
  }

  private record Odd(Supplier<List<Check>> checks) implements UpdaterProvider {
    @Override
    public String id() {
      return "odd";
    }

    @Override
    public List<Check> check(Environment environment) {
      return checks.get();
    }

    @Override
    public Updater create(Environment environment) {
      return Optional.<Updater>empty()
          .orElseThrow(() -> new IllegalArgumentException("no updater today"));
    }
  }

  /** As languages without checked exceptions do. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable mistake) throws T {
    throw (T) mistake;
  }
}
