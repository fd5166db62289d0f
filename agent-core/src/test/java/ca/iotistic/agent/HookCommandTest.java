package ca.iotistic.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HookCommandTest {
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final Guard.Switch PLANNED = new Guard.Switch("u 1", "1.0.5", "1.0.6");

  @Test
  void letsGoWithExitCode0() throws Exception {
    assertThat(ask("true")).isEqualTo(new Guard.Go());
  }

  @Test
  void saysNotNowWithExitCode75() throws Exception {
    assertThat(ask("echo starting; echo the pump runs >&2; exit 75"))
        .isEqualTo(
            new Guard.NotNow("hooks.before_activate /bin/sh says not now: the pump runs", EVERY));
  }

  @Test
  void saysNeverWithAnyOther() throws Exception {
    assertThat(ask("echo 'no licence'; exit 3"))
        .isEqualTo(new Guard.Never("hooks.before_activate /bin/sh exited with 3: no licence"));
  }

  @Test
  void saysNeverWhereItCannotBeRun() throws Exception {
    HookCommand missing = hook(List.of("/no/such/program"));

    assertThat(missing.ask(PLANNED))
        .isInstanceOfSatisfying(
            Guard.Never.class,
            never ->
                assertThat(never.reason())
                    .startsWith("hooks.before_activate /no/such/program cannot be run"));
  }

  @Test
  void isToldOfTheUpdate() throws Exception {
    String test =
        "test \"$IOTISTIC_UPDATE_ID $IOTISTIC_CURRENT_VERSION $IOTISTIC_TARGET_VERSION\""
            + " = 'u 1 1.0.5 1.0.6'";
    assertThat(ask(test)).isEqualTo(new Guard.Go());
  }

  @Test
  void isReadFromTheConfiguration() {
    HookSettings read =
        HookSettings.from(
            new Settings(
                Map.of(
                    "hooks.before_activate", "[\"/bin/a\",\"b c\"]",
                    "hooks.every", "10s",
                    "hooks.deadline", "2h")));

    assertThat(read)
        .isEqualTo(
            new HookSettings(
                List.of("/bin/a", "b c"), List.of(), Duration.ofSeconds(10), Duration.ofHours(2)));
    assertThatThrownBy(
            () -> HookSettings.from(new Settings(Map.of("hooks.after_commit", "/bin/a b"))))
        .hasMessageContaining("hooks.after_commit: \"/bin/a b\" is not a JSON list");
  }

  private static Guard.Answer ask(String script) throws Exception {
    return hook(List.of("/bin/sh", "-c", script)).ask(PLANNED);
  }

  private static HookCommand hook(List<String> command) {
    return new HookCommand("hooks.before_activate", command, EVERY, new Processes(Seam.NONE));
  }
}
