package ca.iotistic.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The contract catches what authors of strategies get wrong, each by a scenario at least. */
final class BrokenStrategiesTest {
  private static final int SCENARIOS = 23;

  /** What the scenarios of one run came to. */
  private static final class Verdict implements TestExecutionListener {
    final TreeSet<String> broken = new TreeSet<>();
    int scenarios;

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        scenarios++;
      }
      if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
        broken.add(test.getDisplayName().replace("()", ""));
      }
    }
  }

  @Test
  void theOneWithoutAMistakePasses() {
    Verdict verdict = run(Optional.empty());

    assertThat(verdict.broken).isEmpty();
    assertThat(verdict.scenarios).isEqualTo(SCENARIOS);
  }

  @ParameterizedTest
  @EnumSource(Mistake.class)
  void everyMistakeIsCaught(Mistake mistake) {
    Verdict verdict = run(Optional.of(mistake));

    assertThat(verdict.scenarios).isEqualTo(SCENARIOS);
    assertThat(verdict.broken).as(mistake.name()).isNotEmpty();
    System.out.printf(
        "broken strategy: %s: caught by %s%n",
        mistake.name().toLowerCase(Locale.ROOT).replace('_', ' '),
        String.join(", ", verdict.broken));
  }

  private static synchronized Verdict run(Optional<Mistake> mistake) {
    Verdict verdict = new Verdict();
    Broken.mistake = mistake;
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selectClass(Broken.class)).build(),
            verdict);
    return verdict;
  }

  /** The contract of a strategy with the mistake; run from here only. */
  static final class Broken extends UpdaterContract {
    private static Optional<Mistake> mistake = Optional.empty();

    @TempDir Path state;

    @Override
    protected Stage open() {
      return new InMemoryStage(state) {
        @Override
        public UpdaterProvider provider() {
          return mistake.isEmpty() ? super.provider() : new BrokenProvider(mistake.get());
        }

        @Override
        public Updater away() {
          InMemoryUpdater sane = (InMemoryUpdater) super.away();
          return mistake.isEmpty() ? sane : mistake.get().in(sane);
        }
      };
    }

    /** In memory nothing takes time, so that what has not come is not coming. */
    @Override
    protected Duration patience() {
      return mistake.isEmpty() ? super.patience() : Duration.ofMillis(300);
    }
  }

  private record BrokenProvider(Mistake mistake) implements UpdaterProvider {
    @Override
    public String id() {
      return "broken";
    }

    @Override
    public List<Check> check(Environment environment) {
      return new InMemoryProvider().check(environment);
    }

    @Override
    public Updater create(Environment environment) {
      return mistake.in((InMemoryUpdater) new InMemoryProvider().create(environment));
    }
  }
}
