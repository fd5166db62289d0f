package ca.iotistic.agent.campaign;

import ca.iotistic.agent.campaign.Event.Moment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.util.function.Consumer;
import java.util.function.Function;

/** How a process talks to the platform: with delays, and not always with an answer. */
final class EngineClient {
  private static final int LINGERS = 4;
  private static final long STANDS_STILL = 90_000;
  private final SimProcess process;
  private final SimWorld world;

  EngineClient(SimProcess process) {
    this.process = process;
    this.world = process.world();
  }

  <T> T look(Function<Platform, T> question) throws NoAnswer, InterruptedException {
    reach(1 + world.chance().nextInt(10));
    T answer = question.apply(world.platform());
    if (world.drowsy(process.container())) {
      standStill();
    }
    return answer;
  }

  private void standStill() {
    process.linger(LINGERS);
    int written = world.invariants().phases().size();
    long end = world.scheduler().now() + STANDS_STILL;
    while (world.invariants().phases().size() == written && world.scheduler().now() < end) {
      world.scheduler().pause(10);
    }
  }

  void call(String act, Consumer<Platform> verb)
      throws NoAnswer, UpdateException, InterruptedException {
    Fault before = begin(act);
    verb.accept(world.platform());
    end(act, before);
  }

  /** Returns when it is down. */
  void stop(String act, Container container)
      throws NoAnswer, UpdateException, InterruptedException {
    Fault before = begin(act);
    world.platform().stop(container);
    if (before == Fault.LATE_STOP) {
      throw new NoAnswer("the connection broke while " + container.name + " was being stopped");
    }
    while (container.running()) {
      world.scheduler().sleep(200);
    }
    end(act, before);
  }

  private Fault begin(String act) throws NoAnswer, UpdateException, InterruptedException {
    Fault fault = world.events().happen(process, "call " + act, Moment.BEFORE);
    if (fault == Fault.REFUSED) {
      throw new NoAnswer("500 while " + act);
    }
    if (fault == Fault.DENIED) {
      throw new UpdateException(Reason.PLATFORM_DENIED, "the platform refuses to " + act);
    }
    reach(fault == Fault.SLOW ? 45_000 : 5 + world.chance().nextInt(100));
    return fault;
  }

  private void end(String act, Fault before) throws NoAnswer {
    Fault after = world.events().happen(process, "call " + act, Moment.AFTER);
    if (after == Fault.LOST_ANSWER || before == Fault.LOST_ANSWER) {
      throw new NoAnswer("no answer while " + act);
    }
  }

  private void reach(long millis) throws NoAnswer, InterruptedException {
    if (process.dead()) {
      throw new Halt();
    }
    world.scheduler().sleep(millis);
    if (process.dead()) {
      throw new Halt();
    }
    if (!world.platform().answers()) {
      world.scheduler().sleep(1000);
      throw new NoAnswer("the platform does not answer");
    }
  }
}
