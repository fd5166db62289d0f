package ca.iotistic.agent.campaign;

import java.util.ArrayList;
import java.util.List;

/** A process in a container: its threads, its death, and what it does when asked to stop. */
abstract class SimProcess {
  private final SimWorld world;
  private final Container container;
  private final List<Task> tasks = new ArrayList<>();
  private boolean dead;
  private boolean gone;
  private int eventsLeft = -1;

  SimProcess(SimWorld world, Container container) {
    this.world = world;
    this.container = container;
  }

  final SimWorld world() {
    return world;
  }

  final Container container() {
    return container;
  }

  final boolean dead() {
    return dead;
  }

  /** The process lives as long as this does not return. */
  abstract void main() throws Exception;

  /** SIGTERM. */
  abstract void terminate();

  /** The kernel gives up what a dead process held. */
  abstract void letGo();

  final void start() {
    spawn("main", this::main, true);
  }

  /** Another thread of the process. */
  final void spawn(String name, Task.Body body) {
    spawn(name, body, false);
  }

  private void spawn(String name, Task.Body body, boolean main) {
    Task[] task = new Task[1];
    task[0] =
        world
            .scheduler()
            .spawn(
                container.id + "." + container.starts + " " + name,
                body,
                () -> ended(task[0], main));
    tasks.add(task[0]);
  }

  private void ended(Task task, boolean main) {
    tasks.remove(task);
    if (main && !dead) {
      kill();
    }
    if (tasks.isEmpty() && dead && !gone) {
      gone = true;
      letGo();
    }
  }

  /** At once; the platform sees that it has exited. */
  final void kill() {
    if (!dead) {
      dead = true;
      if (eventsLeft < 0) {
        tasks.forEach(Task::kill);
      }
      world.platform().exited(this);
    } else if (eventsLeft >= 0) {
      eventsLeft = -1;
      tasks.forEach(Task::kill);
    }
  }

  /** It will count as dead before it is: it still gets through that many events. */
  final void linger(int events) {
    eventsLeft = events;
  }

  /** Told at each event of the process. */
  final void event() {
    if (dead && eventsLeft >= 0 && eventsLeft-- == 0) {
      tasks.forEach(Task::kill);
      ((Task) Thread.currentThread()).check();
    }
  }
}
