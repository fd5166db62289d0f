package ca.iotistic.agent.launcher;

import java.util.function.IntSupplier;

/** Lets a command have a last word when somebody ends this process. */
@FunctionalInterface
interface Ending {
  /** In a test, where nobody does. */
  Ending NEVER = lastWord -> () -> {};

  /**
   * @param lastWord says with which code the process ends; not called once the result is closed
   */
  Registration onEnd(IntSupplier lastWord);

  /** Takes the last word back. */
  @FunctionalInterface
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** For SIGTERM and SIGINT. */
  static Ending ofProcess() {
    return lastWord -> {
      Thread hook =
          new Thread(() -> Runtime.getRuntime().halt(lastWord.getAsInt()), "iotistic-ending");
      Runtime.getRuntime().addShutdownHook(hook);
      return () -> {
        try {
          Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
          // It has its last word just now.
          return;
        }
      };
    };
  }
}
