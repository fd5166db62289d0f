package ca.iotistic.agent.campaign;

import ca.iotistic.agent.campaign.Container.Policy;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Calls until it is so: a call without an answer is unknown, so it looks and calls again. Only a
 * platform that is silent for a minute ends it.
 */
final class Settler {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A call that may go without an answer. */
  @FunctionalInterface
  private interface Call {
    void make() throws NoAnswer, UpdateException, InterruptedException;
  }

  private final SimWorld world;
  private final EngineClient client;
  private final SimTime time;

  Settler(SimProcess process) {
    this.world = process.world();
    this.client = new EngineClient(process);
    this.time = new SimTime(world);
  }

  <T> T ask(Function<Platform, T> question) throws UpdateException, InterruptedException {
    try {
      return client.look(question);
    } catch (NoAnswer silent) {
      return askAgain(question);
    }
  }

  private <T> T askAgain(Function<Platform, T> question)
      throws UpdateException, InterruptedException {
    Duration end = time.uptime().plus(PATIENCE);
    while (true) {
      time.sleep(Duration.ofSeconds(2));
      try {
        return client.look(question);
      } catch (NoAnswer silent) {
        giveUpAfter(end, silent);
      }
    }
  }

  void settle(String act, Predicate<Platform> done, Consumer<Platform> verb)
      throws UpdateException, InterruptedException {
    settle(done, () -> client.call(act, verb));
  }

  void policy(String who, Container container, Policy policy)
      throws UpdateException, InterruptedException {
    settle(
        "policy " + policy.name().toLowerCase(java.util.Locale.ROOT) + " " + who,
        platform -> container.policy == policy,
        platform -> container.policy = policy);
  }

  /** Down for certain. */
  void stop(String who, Container container) throws UpdateException, InterruptedException {
    if (world.breaks(BrokenStrategy.STOP_IS_NOT_FINISHED)) {
      try {
        client.stop("stop " + who, container);
      } catch (NoAnswer taken) {
        return;
      }
    }
    settle(platform -> !container.alive(), () -> client.stop("stop " + who, container));
  }

  void start(String who, Container container) throws UpdateException, InterruptedException {
    settle("start " + who, platform -> container.running(), platform -> platform.start(container));
  }

  /** Names are cosmetics: one that is taken stays as it is. */
  void rename(String who, Container container, String name)
      throws UpdateException, InterruptedException {
    settle(
        "rename " + who,
        platform -> container.name.equals(name) || platform.byName(name).isPresent(),
        platform -> platform.rename(container, name));
  }

  private void settle(Predicate<Platform> done, Call call)
      throws UpdateException, InterruptedException {
    Duration end = time.uptime().plus(PATIENCE);
    while (true) {
      try {
        if (!client.look(done::test)) {
          call.make();
        }
        return;
      } catch (NoAnswer silent) {
        giveUpAfter(
            world.breaks(BrokenStrategy.SILENCE_IS_A_VERDICT) ? Duration.ZERO : end, silent);
        time.sleep(Duration.ofSeconds(2));
      }
    }
  }

  private void giveUpAfter(Duration end, NoAnswer silent) throws UpdateException {
    if (time.uptime().compareTo(end) >= 0) {
      throw new UpdateException(
          Reason.PLATFORM_UNAVAILABLE, "the platform does not answer", silent);
    }
  }
}
