package ca.iotistic.agent.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;

/** Carries out a fault. */
final class Blow {
  private static final Duration FIVE_YEARS = Duration.ofDays(5 * 365);

  private Blow() {}

  static void strike(Fault fault, SimWorld world, SimProcess process) {
    switch (fault) {
      case KILL -> process.kill();
      case RESTART -> world.platform().restart(process.container());
      case KILL_AGENT -> world.runningAgent().ifPresent(world.platform()::kill);
      case POWER -> world.power();
      case POWER_LATE_DISK -> {
        world.diskIsLate();
        world.power();
      }
      case OUTAGE -> world.platform().silent(25_000);
      case LONG_OUTAGE -> world.platform().silent(150_000);
      case STALL -> world.scheduler().pause(75_000);
      case BRINK -> world.scheduler().pause(56_000 + world.chance().nextInt(6000));
      case OVERTAKEN -> world.helperIsDrowsy();
      case REMOVE_HELPER -> world.helper().ifPresent(helper -> removeByHand(world, helper));
      case LINGER -> {
        process.linger(6);
        removeByHand(world, process.container());
        world.scheduler().pause(45_000);
      }
      case LOSE_JOURNAL -> loseJournal(world);
      case CLOCK_AHEAD -> world.clockJumps(FIVE_YEARS);
      case CLOCK_BACK -> world.clockJumps(Duration.ofHours(-2));
      case DISK_FULL -> throwUnchecked(new IOException("No space left on device"));
      case NONE, REFUSED, DENIED, LOST_ANSWER, LATE_STOP, SLOW ->
          throw new IllegalArgumentException("only a call can be " + fault);
    }
    if (process.dead()) {
      ((Task) Thread.currentThread()).check();
    }
  }

  /**
   * Only while an agent runs that can make it again: between the stop of the old one and the start
   * of the new one there is nobody else, and nothing that is supervised would be left. And only
   * while the platform answers, since a person has no other way either.
   */
  private static void removeByHand(SimWorld world, Container helper) {
    boolean somebody =
        world.platform().answers()
            && world
                .runningAgent()
                .filter(agent -> !agent.stoppedByHand && !Behaviour.doomed(world, agent))
                .isPresent();
    if (somebody) {
      world.helperRemoved();
      world.platform().remove(helper);
    }
  }

  private static void loseJournal(SimWorld world) {
    try {
      Files.deleteIfExists(world.journal());
      world.journalLost();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** The seam cannot declare what the write that it stands in for declares. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void throwUnchecked(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
