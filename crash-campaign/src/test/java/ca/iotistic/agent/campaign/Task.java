package ca.iotistic.agent.campaign;

import java.util.concurrent.Semaphore;

/** A thread of a simulated process. It runs only when the scheduler gives it its turn. */
final class Task extends Thread {
  /** What the thread does; a process that fails by an exception has crashed. */
  @FunctionalInterface
  interface Body {
    void run() throws Exception;
  }

  private final Scheduler scheduler;
  private final Body body;
  private final Runnable ended;
  private final Semaphore turn = new Semaphore(0);
  private long wake;
  private long order;
  private boolean dead;

  Task(Scheduler scheduler, String name, Body body, Runnable ended) {
    super(null, null, name, 256 * 1024);
    this.scheduler = scheduler;
    this.body = body;
    this.ended = ended;
    setDaemon(true);
  }

  @Override
  public void run() {
    turn.acquireUninterruptibly();
    try {
      check();
      body.run();
    } catch (Halt killed) {
      // That is how it ends.
    } catch (Throwable crash) {
      scheduler.crashed(this, crash);
    } finally {
      scheduler.ended(this, ended);
    }
  }

  /** An interrupt wakes the sleeper at once, and at the same simulated time in every run. */
  @Override
  public void interrupt() {
    super.interrupt();
    scheduler.interrupted(this);
  }

  void check() {
    if (dead) {
      throw new Halt();
    }
  }

  void kill() {
    dead = true;
  }

  boolean dead() {
    return dead;
  }

  void sleepsUntil(long at, long place) {
    wake = at;
    order = place;
  }

  /** The dead go first: nothing happens between a death and the release of what it held. */
  boolean before(Task other) {
    if (dead != other.dead) {
      return dead;
    }
    return wake != other.wake ? wake < other.wake : order < other.order;
  }

  long wake() {
    return dead ? Long.MIN_VALUE : wake;
  }

  void go() {
    turn.release();
  }

  void await() {
    turn.acquireUninterruptibly();
  }
}
