package ca.iotistic.agent.docker;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Keeps time limits on blocking calls, from outside: a read on a unix socket knows none. An
 * interrupt of the worker closes the channel that it reads from, and that ends the read.
 */
final class Deadline implements AutoCloseable {
  private final ExecutorService workers =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "iotistic-engine-call");
            thread.setDaemon(true);
            return thread;
          });

  /** Thrown when the limit is over; the call is being ended. */
  static final class Passed extends Exception {
    private static final long serialVersionUID = 1;

    Passed(Duration limit) {
      super("no answer within " + limit.toSeconds() + " s");
    }
  }

  /** An interrupt of the caller ends the call too. */
  <T> T call(Duration limit, Callable<T> call)
      throws Passed, ExecutionException, InterruptedException {
    Future<T> answer = workers.submit(call);
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      Passed passed = new Passed(limit);
      passed.initCause(late);
      throw passed;
    } finally {
      answer.cancel(true);
    }
  }

  /** Runs on without a limit; the caller watches over it. */
  <T> Future<T> begin(Callable<T> call) {
    return workers.submit(call);
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
