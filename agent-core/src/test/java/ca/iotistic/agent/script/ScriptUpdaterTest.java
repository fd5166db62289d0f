package ca.iotistic.agent.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real scripts in real processes. */
final class ScriptUpdaterTest {
  @TempDir Path directory;

  private final List<Long> progress = new ArrayList<>();
  private Path calls = Path.of("nowhere");

  @BeforeEach
  void setUp() {
    calls = directory.resolve("calls");
  }

  @Test
  void isRefusedUnlessItIsNamed() throws Exception {
    script("exit 0");
    assertThat(refusals(settings(Map.of()))).isEqualTo(List.of());
    assertThat(refusals(settings(Map.of("updater", "docker", "fallback", "script")))).isEmpty();
    assertThat(refusals(settings(Map.of("updater", "auto"))))
        .singleElement()
        .satisfies(check -> assertThat(check.what()).contains("updater: script is not set"));
  }

  @Test
  void saysWhatIsWrongWithTheScript() throws Exception {
    assertThat(refusals(settings(Map.of()))).hasSize(1);
    script("exit 0");
    Files.setPosixFilePermissions(script(), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(refusals(settings(Map.of())))
        .singleElement()
        .satisfies(check -> assertThat(check.cure()).startsWith("chmod 755 "));
    assertThat(refusals(settings(Map.of("script.command", "[\"update.sh\"]"))))
        .singleElement()
        .satisfies(check -> assertThat(check.cure()).contains("whole path"));
    assertThat(refusals(settings(Map.of("script.command", "update.sh"))))
        .singleElement()
        .satisfies(check -> assertThat(check.what()).contains("not a JSON list"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0.6; touch /tmp/x", "$(id)", "../../x", "", "1.0.6\n", "--force"})
  void whatIsNoVersionIsRefusedBeforeAnythingHappens(String version) throws Exception {
    script("exit 0");
    assertThat(failure(() -> updater().resolve(Request.of(version))).reason())
        .isEqualTo(Reason.INVALID_VERSION);
    assertThat(failure(() -> updater().prepare(update(version))).reason())
        .isEqualTo(Reason.INVALID_VERSION);
    assertThat(failure(() -> activate(update(version))).reason()).isEqualTo(Reason.INVALID_VERSION);
    assertThat(calls).doesNotExist();
  }

  @Test
  void oneThatKnowsVersionsOnlyIsNotAskedForMore() throws Exception {
    script("exit 3");
    UpdateException unknown = failure(() -> updater().resolve(Request.of("latest")));
    assertThat(unknown.reason()).isEqualTo(Reason.NOT_FOUND);
    assertThat(unknown).hasMessageContaining("name one");
    Request pinned = new Request("1.0.6", Optional.of("sha256:00"));
    assertThat(failure(() -> updater().resolve(pinned)).reason())
        .isEqualTo(Reason.UNSUPPORTED_TARGET);
  }

  @Test
  void runsItWithArgumentsAndVariablesAndHearsHowFarItIs() throws Exception {
    script(
        "env | grep -E '^(IOTISTIC|DOCKER|PATH|SECRET)' | sort >" + directory + "/env",
        "echo progress=5/10; echo phase=verifying",
        "echo result=updated version=1.0.6 error=");
    activate(update("1.0.6"));
    assertThat(calls()).containsExactly("1.0.6");
    assertThat(progress).containsExactly(5L, 10L);
    assertThat(Files.readAllLines(directory.resolve("env")))
        .contains(
            "IOTISTIC_SCRIPT=plain",
            "IOTISTIC_UPDATE_ID=u1",
            "IOTISTIC_SYSTEMD_UNIT=gauge $(id).service",
            "IOTISTIC_STATE_DIR=" + directory,
            "IOTISTIC_BACKUPS=3")
        .noneMatch(line -> line.contains("SECRET"));
  }

  @Test
  void isForcedOnceToInstallTheSameVersionAgain() throws Exception {
    script("exit 0");
    activate(update("1.0.5"));
    activate(update("1.0.5"));
    assertThat(calls()).containsExactly("1.0.5 true", "1.0.5");
  }

  @ParameterizedTest
  @CsvSource({
    "1, result=failed reason=not_found version=1.0.6 error=it is away, not_found, it is away",
    "1, result=failed reason=crashed error=a reason=not_found, crashed, a reason=not_found",
    "3, result=rejected reason=invalid_version error=no, invalid_version, no",
    "4, result=needs_person reason=unhealthy error=x, unhealthy, somebody has to look",
    "2, result=failed reason=not_found error=usage, script_execution_failed, usage",
    "1, result=failed reason=made_up error=x, script_execution_failed, x",
    "1, result=failed reason=cancelled error=x, script_execution_failed, x",
    "7, Failed to pull image, script_execution_failed, Failed to pull image",
    "127, '', script_execution_failed, it said nothing"
  })
  void knowsTheReasonByTheLastLine(int exit, String line, String reason, String words)
      throws Exception {
    script("echo before", "echo '" + line + "'", "exit " + exit);
    UpdateException failed = failure(() -> activate(update("1.0.6")));
    assertThat(failed.reason().wire()).isEqualTo(reason);
    if (!line.isEmpty()) {
      assertThat(failed).hasMessageContaining(words);
    }
    assertThat(failed).hasMessageContaining("exit status " + exit);
  }

  @Test
  void oneThatCannotBeStartedIsSaidSo() throws Exception {
    UpdateException failed = failure(() -> activate(update("1.0.6")));
    assertThat(failed.reason()).isEqualTo(Reason.SCRIPT_EXECUTION_FAILED);
    assertThat(failed).hasMessageContaining("set script.command");
  }

  @Test
  void readsTheEndOfEndlessWords() throws Exception {
    script("yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | head -100000", "echo result=updated error=");
    ScriptUpdater updater = updater();
    updater.activate(update("1.0.6"));
    assertThat(updater.logTail(update("1.0.6")))
        .hasSizeLessThanOrEqualTo(200)
        .last()
        .isEqualTo("result=updated error=");
  }

  @Test
  void anInterruptEndsTheWholeTree() throws Exception {
    Path child = directory.resolve("child");
    script("sleep 1000 & echo $! >" + child + ".part; mv " + child + ".part " + child, "wait");
    Thread worker =
        new Thread(
            () -> {
              try {
                activate(update("1.0.6"));
              } catch (UpdateException | InterruptedException expected) {
                Thread.currentThread().interrupt();
              }
            });
    worker.start();
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(child));
    ProcessHandle sleeping =
        ProcessHandle.of(Long.parseLong(Files.readString(child).strip())).orElseThrow();

    worker.interrupt();

    worker.join(60_000);
    assertThat(worker.isAlive()).isFalse();
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !sleeping.isAlive());
  }

  @Test
  void rollsBackNothingThatWasNotBegun() throws Exception {
    script("exit 0");
    updater().rollBack(update("1.0.6"));
    assertThat(calls).doesNotExist();
  }

  @Test
  void leavesToTheScriptWhatItHasUndone() throws Exception {
    script("exit 1");
    assertThat(failure(() -> activate(update("1.0.6"))).reason())
        .isEqualTo(Reason.SCRIPT_EXECUTION_FAILED);
    updater().rollBack(update("1.0.6"));
    assertThat(calls()).containsExactly("1.0.6");
  }

  /** The new agent, which does not hear its broker, replaces itself by the old one. */
  @Test
  void installsThePreviousVersionIfTheScriptWasContent() throws Exception {
    script("exit 0");
    activate(update("1.0.6"));
    new ScriptUpdater(environment("1.0.6", settings(Map.of()))).rollBack(update("1.0.6"));
    assertThat(calls()).containsExactly("1.0.6", "1.0.5 true");
  }

  @Test
  void whoLooksIsWhoRuns() throws Exception {
    script("exit 0");
    assertThat(updater().installed()).isEqualTo(new Installed("1.0.5", "version:1.0.5", true));
    assertThat(updater().health(update("1.0.6")))
        .isInstanceOfSatisfying(
            Health.Healthy.class, it -> assertThat(it.identity()).isEqualTo("version:1.0.5"));
    assertThat(updater().backups()).isEmpty();
  }

  @Test
  void oneThatKnowsTheVerbsIsAskedWhatRuns() throws Exception {
    verbs("answer installed \"identity=sha256:aa self=no\"");
    assertThat(updater().installed()).isEqualTo(new Installed("1.0.7", "sha256:aa", false));
    verbs("answer installed \"identity=sha256:aa self=yes\"");
    assertThat(updater().installed()).isEqualTo(new Installed("1.0.5", "sha256:aa", true));
  }

  /** Else an update would go on by other rules, after one bad moment of the platform. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo result=failed reason=platform_unavailable error=away; exit 1",
        "kill -9 $$",
        "exit 127"
      })
  void whetherItKnowsThemIsNotTakenFromAFailure(String line) throws Exception {
    script("exit 0");
    write(line, "");
    assertThat(failure(() -> updater().installed()).getMessage()).isNotBlank();
  }

  @Test
  void givesTheVerbsWhatTheyNeed() throws Exception {
    verbs(
        "[ \"$1\" = --installed ] || env | sed -n \"s/^IOTISTIC_/$1 /p\" >>" + calls,
        "case $1 in",
        "--installed) answer installed 'identity=sha256:aa self=no' ;;",
        "--resolve) answer resolved digest=sha256:bb ;;",
        "--prepare) answer prepared identity=sha256:cc ;;",
        "*) answer updated downtime_ms=250 ;;",
        "esac");
    Request pinned =
        new Request(
            "latest", Optional.empty(), Map.of("linux-b", "sha256:b", "linux-a", "sha256:a"));
    assertThat(updater().resolve(pinned)).isEqualTo(new Release("1.0.7", "sha256:bb", 0, Map.of()));
    assertThat(calls()).contains("--resolve DIGESTS=linux-a=sha256:a linux-b=sha256:b");

    Update update = update("1.0.6");
    Prepared prepared = updater().prepare(update);
    assertThat(prepared.identity()).isEqualTo("sha256:cc");
    Update laid =
        new Update(
            update.id(),
            update.startedAt(),
            update.previous(),
            new Release("1.0.6", "sha256:bb", 0, Map.of("backup", "gauge-1.0.6")),
            prepared,
            update.directory(),
            update.progress());
    updater().activate(laid);
    updater().rollBack(laid);
    assertThat(updater().commit(laid)).isEqualTo(Duration.ofMillis(250));
    assertThat(calls())
        .contains(
            "--prepare DIGEST=version:1.0.6",
            "1.0.6 DIGEST=sha256:bb",
            "1.0.6 BACKUP=gauge-1.0.6",
            "1.0.6 BACKUPS=4",
            "1.0.6 UPDATE_ID=u1",
            "--roll-back PREVIOUS=version:1.0.5",
            "--roll-back BACKUPS=3");
  }

  @Test
  void readsWhatTheVerbsAnswer() throws Exception {
    verbs(
        "case $1 in",
        "--installed) answer installed 'identity=sha256:aa self=no' ;;",
        "--health) cat '" + directory + "/health' ;;",
        "--log) echo 'phase=activating'; echo '| no sensor'; answer log ;;",
        "--backups)",
        "  echo backup=b2 version=1.0.4 identity=sha256:b2 taken_at=2026-11-10T02:00:00Z usable=no",
        "  echo backup=b1 version=1.0.3 identity=sha256:b1 taken_at=yesterday usable=yes",
        "  answer backups ;;",
        "--tidy) echo done=it is gone; answer tidy ;;",
        "esac");
    assertThat(health("result=healthy reason= run=r1 identity=sha256:aa error="))
        .isEqualTo(new Health.Healthy("r1", "sha256:aa"));
    assertThat(health("result=starting reason= error=a moment"))
        .isEqualTo(new Health.Starting("a moment"));
    assertThat(health("result=unhealthy reason=crashed error=exit status 3"))
        .isEqualTo(new Health.Unhealthy(Reason.CRASHED, "exit status 3"));
    assertThat(failure(() -> health("result=healthy reason= error=")).getMessage())
        .contains("without run=");
    assertThat(updater().logTail(update("1.0.6")))
        .containsExactly("phase=activating", "| no sensor");
    assertThat(updater().backups())
        .singleElement()
        .satisfies(
            backup -> {
              assertThat(backup.id()).isEqualTo("b2");
              assertThat(backup.usable()).isFalse();
              assertThat(backup.release().locator()).isEqualTo(Map.of("backup", "b2"));
            });
    assertThat(updater().tidy()).containsExactly("it is gone");
  }

  private Health health(String line) throws UpdateException, InterruptedException {
    try {
      Files.writeString(directory.resolve("health"), line + "\n");
    } catch (IOException unwritable) {
      throw new java.io.UncheckedIOException(unwritable);
    }
    return updater().health(update("1.0.6"));
  }

  private void activate(Update update) throws UpdateException, InterruptedException {
    updater().activate(update);
  }

  private ScriptUpdater updater() {
    return new ScriptUpdater(environment("1.0.5", settings(Map.of())));
  }

  private List<Check> refusals(Map<String, String> settings) {
    return new ScriptUpdaterProvider()
        .check(environment("1.0.5", settings)).stream()
            .filter(check -> check.refusal().isPresent())
            .toList();
  }

  private Map<String, String> settings(Map<String, String> more) {
    Map<String, String> all = new HashMap<>();
    all.put("updater", "script");
    all.put("script.command", "[\"" + script() + "\"]");
    all.put("systemd.unit", "gauge $(id).service");
    all.put("mqtt.password", "SECRET");
    all.putAll(more);
    return all;
  }

  private Environment environment(String version, Map<String, String> settings) {
    return new Environment(
        settings,
        version,
        directory,
        directory.resolve("backups"),
        3,
        new Processes(Seam.NONE),
        Time.system(),
        Seam.NONE);
  }

  private Update update(String version) {
    return new Update(
        "u1",
        Instant.EPOCH,
        new Installed("1.0.5", "version:1.0.5", true),
        new Release(version, "version:" + version, 0, Map.of()),
        Prepared.NOT_YET,
        directory.resolve("work"),
        (done, total) -> progress.addAll(List.of(done, total)));
  }

  private Path script() {
    return directory.resolve("update with blanks.sh");
  }

  /** One that does all in one go. */
  private void script(String... lines) throws IOException {
    write("case $1 in --*) exit 3 ;; esac", "echo \"$*\" >>'" + calls + "'", lines);
  }

  /** One that knows the verbs; the lines answer them. */
  private void verbs(String... lines) throws IOException {
    write("answer() { echo \"result=$1 reason= version=1.0.7 device= $2 error=$3\"; }", "", lines);
  }

  private void write(String first, String second, String... lines) throws IOException {
    Files.writeString(
        script(), String.join("\n", "#!/bin/sh", first, second, String.join("\n", lines)) + "\n");
    Files.setPosixFilePermissions(script(), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(calls);
  }

  private interface Act {
    void run() throws UpdateException, InterruptedException;
  }

  private static UpdateException failure(Act act) {
    return catchThrowableOfType(UpdateException.class, act::run);
  }
}
