package ca.iotistic.agent.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StrategiesTest {
  private static final Check MET = Check.met("all is well");
  private static final Check DENIED =
      Check.refused(Reason.PLATFORM_DENIED, "the socket is denied", "add the agent to its group");
  private static final Check UNSUPPORTED =
      Check.refused(Reason.UNSUPPORTED_TARGET, "there is no engine", "install one");

  private static final Check SILENT =
      Check.refused(Reason.PLATFORM_UNAVAILABLE, "it answers", "start it");
  private static final Check FULL = Check.refused(Reason.DISK_FULL, "there is room", "make room");

  @Test
  void takesTheOnlyOneThatFits() throws Exception {
    assertThat(choose(Map.of(), strategy("a", UNSUPPORTED), strategy("b", MET))).isEqualTo("b");
  }

  /**
   * An agent that went back on a full disk must run, and so must one whose engine is not up yet.
   */
  @Test
  void takesTheOneThatIsNearestIfNoneFitsNow() throws Exception {
    assertThat(choose(Map.of(), strategy("a", UNSUPPORTED), strategy("b", MET, SILENT)))
        .isEqualTo("b");
    assertThat(choose(Map.of(), strategy("a", SILENT), strategy("b", FULL))).isEqualTo("b");
    assertThat(choose(Map.of(), strategy("a", MET, UNSUPPORTED), strategy("b", UNSUPPORTED)))
        .isEqualTo("a");
    assertThatThrownBy(() -> choose(Map.of(), strategy("a", SILENT), strategy("b", SILENT)))
        .hasMessageContaining("no update strategy fits this device")
        .hasMessageContaining("it answers");
  }

  @Test
  void takesTheOneThatIsNamedWhateverItRefuses() throws Exception {
    assertThat(choose(Map.of("updater", "a"), strategy("a", UNSUPPORTED), strategy("b", MET)))
        .isEqualTo("a");
  }

  @Test
  void takesTheFallbackOnlyIfThePlatformIsDenied() throws Exception {
    Map<String, String> settings = Map.of("updater", "a", "fallback", "b");
    assertThat(choose(settings, strategy("a", DENIED), strategy("b", MET))).isEqualTo("b");
    assertThat(choose(settings, strategy("a", UNSUPPORTED), strategy("b", MET))).isEqualTo("a");
    assertThat(choose(settings, strategy("a", MET), strategy("b", MET))).isEqualTo("a");
    assertThat(choose(Map.of("fallback", "b"), strategy("a", DENIED), strategy("b", UNSUPPORTED)))
        .isEqualTo("b");
  }

  /** It is there for the worst case only, so the usual choice does not become a choice of two. */
  @Test
  void theFallbackIsNoCandidateOfAuto() throws Exception {
    Map<String, String> settings = Map.of("fallback", "b");
    assertThat(choose(settings, strategy("a", MET), strategy("b", MET))).isEqualTo("a");
    assertThat(choose(settings, strategy("a", SILENT), strategy("b", MET))).isEqualTo("a");
    assertThatThrownBy(() -> choose(settings, strategy("a", UNSUPPORTED), strategy("b", MET)))
        .hasMessageContaining("a: there is no engine");
  }

  @Test
  void explainsWhyNoneFits() {
    assertThatThrownBy(
            () -> choose(Map.of(), strategy("a", UNSUPPORTED), strategy("b", DENIED, UNSUPPORTED)))
        .isInstanceOf(UpdateException.class)
        .hasMessageContaining("a: there is no engine (install one)")
        .hasMessageContaining("b: the socket is denied (add the agent to its group)");
  }

  @Test
  void namesThoseThatFitIfThereAreSeveral() {
    assertThatThrownBy(() -> choose(Map.of(), strategy("a", MET), strategy("b", MET)))
        .isInstanceOf(UpdateException.class)
        .hasMessageContaining("a, b")
        .hasMessageContaining("updater");
  }

  @Test
  void namesThoseThatThereAreIfAnotherIsWanted() {
    assertThatThrownBy(() -> choose(Map.of("updater", "c"), strategy("a", MET)))
        .isInstanceOf(UpdateException.class)
        .hasMessageContaining("\"c\"")
        .hasMessageContaining("a");
  }

  @Test
  void saysThatThereIsNone() {
    assertThatThrownBy(() -> choose(Map.of()))
        .isInstanceOf(UpdateException.class)
        .hasMessageContaining("no update strategy");
  }

  @Test
  void refusesTwoOfTheSameId() {
    assertThatThrownBy(() -> choose(Map.of(), strategy("a", MET), strategy("a", DENIED)))
        .isInstanceOf(UpdateException.class)
        .hasMessageContaining("\"a\"")
        .hasMessageContaining(Named.class.getName());
  }

  @Test
  void aStrategyThatIsBrokenIsNeitherTheNearestNorInTheWay() throws Exception {
    UpdaterProvider throwing = new Named("bad", () -> Optional.<List<Check>>empty().orElseThrow());
    assertThat(choose(Map.of(), throwing, strategy("b", MET))).isEqualTo("b");
    assertThat(choose(Map.of(), throwing, strategy("b", SILENT))).isEqualTo("b");
    assertThat(choose(Map.of("updater", "bad"), throwing, strategy("b", MET))).isEqualTo("bad");
    assertThatThrownBy(() -> choose(Map.of(), throwing, strategy("b", UNSUPPORTED)))
        .hasMessageContaining("bad: check of the update strategy bad does not work")
        .hasMessageContaining("NoSuchElementException");
  }

  @Test
  void oneWithoutAUsableIdIsMissing() throws Exception {
    assertThat(choose(Map.of(), strategy("Capital", MET), strategy("b", MET))).isEqualTo("b");
    assertThatThrownBy(
            () -> choose(Map.of("updater", "c"), strategy("auto", MET), strategy("b", MET)))
        .hasMessageContaining("there are: b")
        .hasMessageContaining("is \"auto\"");
  }

  /** A services file that names a class that is not there, before one that is right. */
  @Test
  void whatCannotBeLoadedIsMissingAndTheOthersAreThere(@TempDir Path classes) throws Exception {
    Path services = Files.createDirectories(classes.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(UpdaterProvider.class.getName()),
        "no.such.Strategy\n" + FileDevice.class.getName() + "\n");
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
      Strategies strategies = Strategies.of(List.of(), List.of("a sentence"), loader);

      assertThat(strategies.all()).hasSize(1);
      assertThat(strategies.missing()).hasSize(2);
      assertThatThrownBy(() -> strategies.choose(environment(Map.of("updater", "gone"))))
          .hasMessageContaining("there is no update strategy \"gone\"; there are: files")
          .hasMessageContaining("a sentence")
          .hasMessageContaining("no.such.Strategy");
    }
  }

  /** A jar that was taken away, a disk that does not answer. */
  @Test
  void aClassPathThatCannotBeListedIsNotAskedForEver() throws Exception {
    ClassLoader unreadable =
        new ClassLoader(null) {
          private int asked;

          @Override
          protected Enumeration<URL> findResources(String name) throws IOException {
            asked++;
            if (asked > 10_000) {
              throw new IllegalStateException("it is asked without end");
            }
            throw new IOException("the disk does not answer");
          }
        };
    Strategies strategies =
        Strategies.of(List.of(strategy("a", MET)), List.of("a sentence"), unreadable);

    assertThat(strategies.choose(environment(Map.of())).id()).isEqualTo("a");
    assertThat(strategies.missing()).hasSize(2).first().isEqualTo("a sentence");
  }

  private static String choose(Map<String, String> settings, UpdaterProvider... providers)
      throws UpdateException {
    ClassLoader empty = new ClassLoader(null) {};
    return Strategies.of(List.of(providers), List.of(), empty).choose(environment(settings)).id();
  }

  private static Environment environment(Map<String, String> settings) {
    Path nowhere = Path.of("nowhere");
    return new Environment(
        settings, "1", nowhere, nowhere, 3, new Processes(Seam.NONE), Time.system(), Seam.NONE);
  }

  private static UpdaterProvider strategy(String id, Check... checks) {
    return new Named(id, () -> List.of(checks));
  }

  private record Named(String id, Supplier<List<Check>> checks) implements UpdaterProvider {
    @Override
    public List<Check> check(Environment environment) {
      return checks.get();
    }

    @Override
    public Updater create(Environment environment) {
      throw new UnsupportedOperationException("nobody asks for that here");
    }
  }
}
