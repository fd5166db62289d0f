package ca.iotistic.agent.campaign;

import ca.iotistic.agent.campaign.Event.Moment;
import java.util.ArrayList;
import java.util.List;

/** Counts what happens, lets others have their turn, checks the rules, and strikes. */
final class Events {
  private static final int TOO_MANY = 6000;

  private final SimWorld world;
  private final List<Pending> pending = new ArrayList<>();
  private final List<Event> trail = new ArrayList<>();

  private static final class Pending {
    final Strike strike;
    String label = "";
    int done;

    Pending(Strike strike) {
      this.strike = strike;
    }

    /** One that makes no sense there waits for the next event that it fits. */
    boolean due(Event event) {
      boolean here =
          done == 0
              ? event.index() >= strike.at()
              : done < strike.times() && event.label().equals(label);
      return here && strike.fault().strikesAt(event);
    }
  }

  Events(SimWorld world, List<Strike> strikes) {
    this.world = world;
    strikes.forEach(strike -> pending.add(new Pending(strike)));
  }

  List<Event> trail() {
    return trail;
  }

  /**
   * From a thread of {@code process}; does not return if that dies of it.
   *
   * @return the fault that the call to the platform has to carry out itself
   */
  Fault happen(SimProcess process, String act, Moment moment) {
    world.scheduler().pause(world.chance().nextInt(4));
    process.event();
    Event event =
        new Event(
            trail.size(), process.container().label(), act, moment, world.helper().isPresent());
    trail.add(event);
    if (trail.size() > TOO_MANY) {
      world.complain("more than " + TOO_MANY + " events");
      world.scheduler().stop();
    }
    world.invariants().check(event);
    Fault left = Fault.NONE;
    for (Pending next : pending) {
      if (next.due(event) && !world.invariants().exposed()) {
        next.label = event.label();
        next.done++;
        world.struck();
        if (next.strike.fault().ofCall()) {
          left = next.strike.fault();
        } else {
          Blow.strike(next.strike.fault(), world, process);
        }
      }
    }
    return left;
  }
}
