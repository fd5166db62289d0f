package ca.iotistic.agent;

import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the application in a new version says that it works; said to the log when it changes. */
final class Readiness {
  private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

  private final BooleanSupplier application;
  private boolean complained;

  Readiness(BooleanSupplier application) {
    this.application = application;
  }

  /** What it throws counts as no. */
  synchronized boolean ready() {
    try {
      if (application.getAsBoolean()) {
        complained = false;
        return true;
      }
      complain("says that it is not ready");
    } catch (RuntimeException | LinkageError | StackOverflowError failed) {
      complain("cannot say whether it is ready: " + failed);
    }
    return false;
  }

  private void complain(String what) {
    if (!complained) {
      complained = true;
      LOG.warn("update is not confirmed yet: the application {}", what);
    }
  }
}
