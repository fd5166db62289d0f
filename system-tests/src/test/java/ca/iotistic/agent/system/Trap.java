package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/** Waits on the way to the engine for one call, and holds it until the test lets it go. */
final class Trap {
  /** Where the call is held. */
  enum Place {
    /** The engine has not heard of it. */
    BEFORE,
    /** The engine has done it, and whoever asked has not heard of that. */
    AFTER,
    /** The engine does it, and whoever asked loses the connection at once. */
    UNANSWERED
  }

  private final Place place;
  private final Pattern request;
  private final AtomicBoolean used = new AtomicBoolean();
  private final CountDownLatch caught = new CountDownLatch(1);
  private final CountDownLatch open = new CountDownLatch(1);
  private volatile boolean dropped;

  /** The request is an expression for method and path. */
  Trap(Place place, String request) {
    this.place = place;
    this.request = Pattern.compile(request);
  }

  Place place() {
    return place;
  }

  /** Whether this call is the one; true once only. */
  boolean takes(String call) {
    return request.matcher(call).matches() && used.compareAndSet(false, true);
  }

  /**
   * Holds the caller until the trap is opened.
   *
   * @return whether the call goes on
   */
  boolean hold() throws InterruptedException {
    caught.countDown();
    open.await();
    return !dropped;
  }

  /** For a call that is not held. */
  void pass() {
    caught.countDown();
  }

  void awaitCaught() throws InterruptedException {
    boolean in = caught.await(Statuses.LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(in).as("a call " + request).isTrue();
  }

  /** The call, or its answer, goes on. */
  void release() {
    open.countDown();
  }

  /** The call, or its answer, is lost. */
  void drop() {
    dropped = true;
    open.countDown();
  }
}
