package ca.iotistic.agent.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One task at a time on a simulated clock in milliseconds. Whoever goes to sleep picks the next one
 * itself; all state is handed over with the turn, so nothing here is locked.
 */
final class Scheduler {
  private record Timer(long at, long order, Runnable act) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
    }
  }

  private final List<Task> tasks = new ArrayList<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final Semaphore over = new Semaphore(0);
  private final BiConsumer<Task, Throwable> crashes;
  private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
  private long now;
  private long sequence;
  private boolean stopped;

  Scheduler(BiConsumer<Task, Throwable> crashes) {
    this.crashes = crashes;
  }

  long now() {
    return now;
  }

  /** Starts a thread of a process; {@code ended} is told in any case. */
  Task spawn(String name, Task.Body body, Runnable ended) {
    Task task = new Task(this, name, body, ended);
    task.sleepsUntil(now, ++sequence);
    tasks.add(task);
    task.start();
    return task;
  }

  /** What the world does by itself at a time: it must not sleep. */
  void at(long when, Runnable act) {
    timers.add(new Timer(Math.max(when, now), ++sequence, act));
  }

  void sleep(long millis) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    pause(millis);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** Sleeps, and leaves an interrupt pending. */
  void pause(long millis) {
    if (!(Thread.currentThread() instanceof Task self)) {
      throw new IllegalStateException("a thread of nobody sleeps: " + Thread.currentThread());
    }
    self.check();
    self.sleepsUntil(now + Math.max(millis, 0), ++sequence);
    @Nullable Task next = next();
    if (next != self) {
      pass(next);
      self.await();
    }
    self.check();
  }

  void interrupted(Task task) {
    if (tasks.contains(task) && Thread.currentThread() != task) {
      task.sleepsUntil(now, ++sequence);
    }
  }

  void crashed(Task task, Throwable crash) {
    crashes.accept(task, crash);
  }

  void ended(Task task, Runnable told) {
    try {
      tasks.remove(task);
      told.run();
      pass(next());
    } catch (Throwable bug) {
      broken.set(bug);
      over.release();
    }
  }

  /** From a timer or a task: {@link #run} returns, whatever is left is killed. */
  void stop() {
    stopped = true;
  }

  /** Gives the turn away until somebody stops it or nothing is left to do. */
  void run() {
    pass(next());
    over.acquireUninterruptibly();
    timers.clear();
    for (Task task : List.copyOf(tasks)) {
      task.kill();
    }
    if (!tasks.isEmpty() && broken.get() == null) {
      pass(next());
      over.acquireUninterruptibly();
    }
    @Nullable Throwable bug = broken.get();
    if (bug != null) {
      throw new IllegalStateException("the simulation is broken", bug);
    }
  }

  private void pass(@Nullable Task next) {
    if (next == null) {
      over.release();
    } else {
      next.go();
    }
  }

  private @Nullable Task next() {
    while (true) {
      @Nullable Task first = null;
      for (Task task : tasks) {
        if (first == null || task.before(first)) {
          first = task;
        }
      }
      if (first != null && first.dead()) {
        return first;
      }
      if (stopped) {
        return null;
      }
      @Nullable Timer timer = timers.peek();
      if (timer != null && (first == null || timer.at() <= first.wake())) {
        timers.poll();
        now = Math.max(now, timer.at());
        timer.act().run();
      } else {
        if (first != null) {
          now = Math.max(now, first.wake());
        }
        return first;
      }
    }
  }
}
