package ca.iotistic.agent.campaign;

import ca.iotistic.agent.campaign.Container.Policy;
import ca.iotistic.agent.campaign.Container.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/**
 * The containers of the device and the supervisor that starts them, at boot and after a death, as a
 * container engine does it. Its verbs take effect at once; {@link EngineClient} is how processes
 * reach it.
 */
final class Platform {
  private static final long STOP_TIMEOUT = 10_000;
  private static final long BOOT = 20_000;
  private static final long QUICK = 10_000;

  private final Scheduler scheduler;
  private final Random chance;
  private final Function<Container, SimProcess> processes;
  private final List<Container> containers = new ArrayList<>();
  private int ids;
  private int boots;
  private boolean off;
  private long silentUntil = -1;

  Platform(Scheduler scheduler, Random chance, Function<Container, SimProcess> processes) {
    this.scheduler = scheduler;
    this.chance = chance;
    this.processes = processes;
  }

  List<Container> containers() {
    return containers;
  }

  Optional<Container> byId(String id) {
    return containers.stream().filter(c -> c.id.equals(id)).findFirst();
  }

  Optional<Container> byName(String name) {
    return containers.stream().filter(c -> c.name.equals(name)).findFirst();
  }

  /** Which boot it is, from 0. */
  int boots() {
    return boots;
  }

  boolean off() {
    return off;
  }

  boolean answers() {
    return scheduler.now() >= silentUntil;
  }

  void silent(long millis) {
    silentUntil = scheduler.now() + millis;
  }

  Container create(String name, Container.Spec spec, Policy policy) {
    if (byName(name).isPresent()) {
      throw new IllegalArgumentException("the name is in use: " + name);
    }
    Container created = new Container("c" + ++ids, name, spec, policy);
    containers.add(created);
    return created;
  }

  void rename(Container container, String name) {
    if (byName(name).filter(other -> other != container).isPresent()) {
      throw new IllegalArgumentException("the name is in use: " + name);
    }
    container.name = name;
  }

  /** Nothing happens if it runs already, a stop that is under way included. */
  void start(Container container) {
    if (container.running()) {
      return;
    }
    container.state = State.RUNNING;
    container.stoppedByHand = false;
    container.startedAt = scheduler.now();
    container.starts++;
    SimProcess process = processes.apply(container);
    container.process = process;
    process.start();
  }

  /** Asks it to stop; it is down when it has let go, after the time-out at the latest. */
  void stop(Container container) {
    if (container.state == State.RESTARTING) {
      container.state = State.EXITED;
    }
    if (!container.running() || container.process == null) {
      return;
    }
    container.stoppedByHand = true;
    container.stops++;
    SimProcess process = container.process;
    process.terminate();
    later(STOP_TIMEOUT, process::kill);
  }

  /** Its process dies; the policy says what follows. */
  void kill(Container container) {
    if (container.process != null) {
      container.process.kill();
    }
  }

  /** As {@code docker restart} does; whoever parks it meanwhile wins. */
  void restart(Container container) {
    if (container.process == null) {
      return;
    }
    SimProcess process = container.process;
    container.restartedByHand = true;
    process.terminate();
    later(STOP_TIMEOUT, process::kill);
    startWhenDown(container, process, container.policy);
  }

  private void startWhenDown(Container container, SimProcess process, Policy policy) {
    later(
        1000,
        () -> {
          if (container.process == process) {
            startWhenDown(container, process, policy);
          } else if (containers.contains(container)) {
            container.restartedByHand = false;
            if (!container.stoppedByHand && !parked(container, policy)) {
              start(container);
            }
          }
        });
  }

  /** Another policy does not matter, only that somebody has taken it away. */
  private static boolean parked(Container container, Policy before) {
    return before != Policy.NO && container.policy == Policy.NO;
  }

  /** By force: a process that runs in it dies. */
  void remove(Container container) {
    containers.remove(container);
    if (container.process != null) {
      container.process.kill();
    }
  }

  /** Told by a process that is gone. */
  void exited(SimProcess process) {
    Container container = process.container();
    if (container.process != process) {
      return;
    }
    container.process = null;
    container.finishedAt = scheduler.now();
    container.state = State.EXITED;
    if (!off
        && containers.contains(container)
        && container.policy != Policy.NO
        && !container.stoppedByHand
        && !container.restartedByHand) {
      boolean quick = container.finishedAt - container.startedAt < QUICK;
      container.quickDeaths = quick ? Math.min(container.quickDeaths + 1, 9) : 1;
      container.state = State.RESTARTING;
      later(
          100L << container.quickDeaths,
          () -> {
            if (container.state == State.RESTARTING) {
              start(container);
            }
          });
    }
  }

  /** Cuts the power; it comes back by itself. */
  void power() {
    off = true;
    boots++;
    for (Container container : containers) {
      container.restartedByHand = false;
      if (container.process != null) {
        container.process.kill();
      }
      if (container.alive()) {
        container.state = State.EXITED;
      }
    }
    scheduler.at(scheduler.now() + BOOT, this::boot);
  }

  private void boot() {
    off = false;
    for (Container container : List.copyOf(containers)) {
      if (container.boots()) {
        later(
            chance.nextInt(3000),
            () -> {
              if (containers.contains(container) && container.boots()) {
                start(container);
              }
            });
      }
    }
  }

  /** Only if the power is not cut meanwhile. */
  private void later(long millis, Runnable act) {
    int boot = boots;
    scheduler.at(
        scheduler.now() + millis,
        () -> {
          if (boots == boot) {
            act.run();
          }
        });
  }
}
