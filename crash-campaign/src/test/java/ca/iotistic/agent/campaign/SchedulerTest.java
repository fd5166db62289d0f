package ca.iotistic.agent.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulerTest {
  private final List<String> log = new ArrayList<>();
  private final Scheduler scheduler = new Scheduler((task, crash) -> log.add("crash " + crash));

  @Test
  void runsInTheOrderOfTheSimulatedClock() {
    spawn("slow", () -> say("slow", 20, 2));
    spawn("quick", () -> say("quick", 15, 2));
    scheduler.at(17, () -> log.add("17 timer"));

    scheduler.run();

    assertThat(log).containsExactly("15 quick", "17 timer", "20 slow", "30 quick", "40 slow");
  }

  @Test
  void wakesWhoIsInterrupted() {
    Task sleeper =
        spawn(
            "sleeper",
            () -> {
              try {
                scheduler.sleep(1000);
              } catch (InterruptedException woken) {
                log.add(scheduler.now() + " woken");
              }
            });
    spawn(
        "waker",
        () -> {
          scheduler.sleep(10);
          sleeper.interrupt();
        });

    scheduler.run();

    assertThat(log).containsExactly("10 woken");
  }

  @Test
  void unwindsTheDeadBeforeAnythingElseHappens() {
    Task victim =
        spawn(
            "victim",
            () -> {
              try {
                scheduler.sleep(1000);
              } finally {
                log.add(scheduler.now() + " let go");
              }
            });
    spawn(
        "killer",
        () -> {
          scheduler.sleep(10);
          victim.kill();
          scheduler.sleep(0);
          log.add(scheduler.now() + " after");
        });

    scheduler.run();

    assertThat(log).containsExactly("10 let go", "10 after");
  }

  @Test
  void killsWhateverIsLeftWhenItIsStopped() {
    spawn("endless", () -> say("endless", 1, Integer.MAX_VALUE));
    scheduler.at(100, scheduler::stop);

    scheduler.run();

    // The stop came first among what was due at 100.
    assertThat(log).last().isEqualTo("99 endless");
  }

  @Test
  void tellsOfACrash() {
    spawn(
        "bug",
        () -> {
          throw new IllegalStateException("bug");
        });

    scheduler.run();

    assertThat(log).containsExactly("crash java.lang.IllegalStateException: bug");
  }

  private Task spawn(String name, Task.Body body) {
    return scheduler.spawn(name, body, () -> {});
  }

  private void say(String name, long nap, int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      scheduler.sleep(nap);
      log.add(scheduler.now() + " " + name);
    }
  }
}
