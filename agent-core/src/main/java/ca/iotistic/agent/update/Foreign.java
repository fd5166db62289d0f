package ca.iotistic.agent.update;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one boundary around code that is not the core's: whatever a strategy throws is an expected
 * failure, in words that name it. Out of memory and the like pass: they are of the whole process,
 * which is started again.
 */
public final class Foreign {
  private Foreign() {}

  /** What is done there; it never returns null. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws Exception;
  }

  /**
   * On this thread.
   *
   * @param what in the words of the failure, "activate of the strategy docker"
   * @throws UpdateException what the work throws of that kind, or {@code internal_error} for what
   *     it must not throw, a null among it
   */
  public static <T> T expected(String what, Work<T> work)
      throws UpdateException, InterruptedException {
    try {
      return Objects.requireNonNull(work.run(), "it answered with null");
    } catch (UpdateException | InterruptedException agreed) {
      throw agreed;
    } catch (Exception | LinkageError | StackOverflowError | ServiceConfigurationError broken) {
      Throwable why = thrownWithin(broken);
      throw new UpdateException(
          Reason.INTERNAL_ERROR, what + " does not work, by a mistake in it: " + why, why);
    }
  }

  /** A constructor that is called by reflection wraps what it throws. */
  private static Throwable thrownWithin(Throwable broken) {
    Throwable cause = broken.getCause();
    return broken instanceof InvocationTargetException && cause != null ? cause : broken;
  }

  /**
   * The same on a daemon thread of its own, so that work that never comes back keeps nobody: it is
   * interrupted and left.
   *
   * @throws InterruptedException if the caller was interrupted; then the work is too
   */
  public static <T> T within(String what, Duration limit, Work<T> work)
      throws UpdateException, InterruptedException {
    FutureTask<T> task = new FutureTask<>(() -> expected(what, work));
    Thread thread = new Thread(task, "iotistic-asked");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new UpdateException(
          Reason.INTERNAL_ERROR,
          "%s did not come back within %d s, and was left".formatted(what, limit.toSeconds()),
          late);
    } catch (ExecutionException failed) {
      throw cause(failed);
    } finally {
      task.cancel(true);
    }
  }

  private static UpdateException cause(ExecutionException failed) throws InterruptedException {
    if (failed.getCause() instanceof InterruptedException stopped) {
      throw stopped;
    }
    if (failed.getCause() instanceof Error fatal) {
      throw fatal;
    }
    return (UpdateException) Objects.requireNonNull(failed.getCause());
  }
}
