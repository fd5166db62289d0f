package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The script for services, by hand and without the agent's own command, on a real systemd. It is
 * killed {@code -Dscript.kills=20} times, otherwise four.
 */
class SystemdScriptIT {
  private static final int KILLS = Integer.getInteger("script.kills", 4);

  @RegisterExtension final SystemdScene scene = new SystemdScene();

  private ScriptedService service;

  @BeforeEach
  void start() throws Exception {
    service = new ScriptedService(scene);
    service.start("1.0.5");
  }

  @Test
  void doesTheFlowsOfTheOriginal() throws Exception {
    scene.publish("1.0.6", ScriptedService.SLEEPS);
    Shell.Result first = service.update("1.0.6");
    assertThat(first.exit()).as(first.out() + first.err()).isZero();
    assertThat(first.out()).contains("phase=preparing", "phase=activating", "phase=verifying");
    assertThat(ScriptedService.last(first))
        .startsWith("result=updated ")
        .contains(" version=1.0.6 previous=1.0.5 device=updated ");
    service.assertEnded("1.0.6");
    assertThat(scene.machine().backups()).hasSize(1);
    assertThat(scene.machine().backups().get(0)).matches("iotistic-agent-1\\.0\\.5-\\d{8}-\\d{6}");

    String run = run();
    assertRefused(service.update("v1.0.6"), 0, "current", "already_current");
    assertThat(run()).isEqualTo(run);
    assertUpdated(service.update("1.0.6", "force"), "1.0.6");
    assertThat(run()).isNotEqualTo(run);

    scene.publish("1.0.7", ScriptedService.SLEEPS);
    assertUpdated(service.update("latest"), "1.0.7");
    assertUpdated(service.update("1.0.6", "true"), "1.0.6");
    assertUpdated(service.update("1.0.7", "--force"), "1.0.7");
    assertThat(scene.machine().backups()).hasSize(3);
    assertThat(scene.machine().backups())
        .noneMatch(name -> name.startsWith("iotistic-agent-1.0.5"));
  }

  @Test
  void whatIsNoGoodBeforeTheSwitchTouchesNothing() throws Exception {
    String run = run();
    assertRefused(service.update("1.0.6"), 1, "failed", "not_found");
    scene.publish("1.0.7", ScriptedService.SLEEPS);
    scene.site().lieAbout("1.0.7");
    assertRefused(service.update("1.0.7"), 1, "failed", "digest_mismatch");
    scene.publish("1.0.8", "1.0.2", ScriptedService.SLEEPS);
    assertRefused(service.update("1.0.8"), 1, "failed", "version_mismatch");
    Files.writeString(scene.directory().resolve("broken"), "#!/bin/sh\nexit 127\n");
    scene.site().publish("1.0.9", scene.directory().resolve("broken"));
    assertRefused(service.update("1.0.9"), 1, "failed", "self_test_failed");
    assertThat(run()).isEqualTo(run);
    scene.machine().awaitAgent("1.0.5");
    assertThat(scene.machine().backups()).isEmpty();
  }

  @Test
  void oneThatDoesNotRunIsTakenBack() throws Exception {
    scene.publish("1.0.6", "echo cannot find the sensor; exit 3");
    Shell.Result result = service.update("1.0.6");
    assertRefused(result, 1, "failed", "crashed");
    assertThat(ScriptedService.last(result)).contains(" device=rolled_back ");
    assertThat(result.out()).contains("| cannot find the sensor");
    service.assertEnded("1.0.5");
  }

  /** The unit of the second half is started at the boot, before anybody calls the script again. */
  @Test
  void endsByItselfAfterAPowerCut() throws Exception {
    scene.publish("1.0.6", ScriptedService.SLEEPS);
    service.begin("1.0.6");
    Awaitility.await("the switch")
        .atMost(Statuses.LIMIT)
        .until(() -> scene.machine().version().endsWith("1.0.6"));
    scene.machine().cutPowerAndBoot();
    Awaitility.await("the end")
        .atMost(Statuses.LIMIT)
        .pollInterval(Shell.SELDOM)
        .until(() -> scene.machine().shell("cat /var/lib/iotistic/script/result").exit() == 0);
    service.assertEnded("1.0.6");
  }

  @Test
  void killedAtAnyMomentItEndsWhenItIsCalledAgain() throws Exception {
    scene.publish("1.0.6", ScriptedService.SLEEPS);
    Random random = new Random();
    String current = "1.0.5";
    for (int kill = 0; kill < KILLS; kill++) {
      String wanted = current.equals("1.0.5") ? "1.0.6" : "1.0.5";
      Duration moment = Duration.ofMillis(random.nextInt(6_000));
      int who = kill % 3;
      service.begin(wanted);
      Awaitility.await().atMost(Statuses.LIMIT).pollDelay(moment).until(() -> true);
      Stream.of("caller.service", ScriptedService.SECOND_HALF)
          .filter(unit -> who == 2 || unit.equals("caller.service") == (who == 0))
          .forEach(service::kill);

      Shell.Result again = service.update(wanted);

      System.out.printf(
          "systemd script: %s killed after %d ms: %s%n",
          who == 0 ? "caller" : who == 1 ? "second half" : "both",
          moment.toMillis(),
          ScriptedService.last(again));
      assertThat(again.exit()).as(again.out() + again.err()).isZero();
      service.assertEnded(wanted);
      current = wanted;
    }
  }

  private static void assertUpdated(Shell.Result result, String version) {
    assertThat(result.exit()).as(result.out() + result.err()).isZero();
    assertThat(ScriptedService.last(result))
        .startsWith("result=updated ")
        .contains(" version=" + version + " ");
  }

  private static void assertRefused(Shell.Result result, int exit, String what, String reason) {
    assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(exit);
    assertThat(ScriptedService.last(result))
        .startsWith("result=" + what + " reason=" + reason + " ");
  }

  private String run() {
    return scene.machine().property(SystemdMachine.UNIT, "InvocationID");
  }
}
