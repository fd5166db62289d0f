package ca.iotistic.agent.launcher.log;

import java.io.PrintStream;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Sets up logging for this process. */
public final class Log {
  private static final Map<String, Level> LEVELS =
      Map.of(
          "error", Level.SEVERE,
          "warn", Level.WARNING,
          "info", Level.INFO,
          "debug", Level.FINE,
          "trace", Level.FINEST);

  private Log() {}

  /**
   * To be called before anything is logged: java.util.logging takes its handlers away when the
   * process begins to end, and what is logged while an agent closes would be lost.
   */
  public static void keepToTheEnd() {
    System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
  }

  /**
   * @param level {@code error}, {@code warn}, {@code info}, {@code debug} or {@code trace}
   * @param format {@code text} or {@code json}
   */
  public static void to(PrintStream out, String level, String format) {
    LogManager manager = LogManager.getLogManager();
    Logger root = manager.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    Formatter formatter = format.equals("json") ? new JsonLines() : new TextLines();
    root.addHandler(new LineHandler(out, formatter));
    Level wanted = LEVELS.getOrDefault(level, Level.INFO);
    root.setLevel(wanted);
    Libraries.QUIET.forEach(
        (library, quiet) ->
            library.setLevel(wanted.equals(Level.FINEST) ? wanted : louder(wanted, quiet)));
  }

  private static Level louder(Level one, Level other) {
    return one.intValue() > other.intValue() ? one : other;
  }

  /**
   * Libraries whose information is about themselves; heard in full only at trace. The loggers are
   * held here, since java.util.logging forgets the level of a logger that nobody holds; and in a
   * class of their own, so that they are not made before {@link #keepToTheEnd}.
   */
  private static final class Libraries {
    static final Map<Logger, Level> QUIET =
        Map.of(
            Logger.getLogger("org.eclipse.paho"), Level.OFF,
            Logger.getLogger("org.apache.hc"), Level.WARNING,
            Logger.getLogger("com.github.dockerjava"), Level.INFO,
            Logger.getLogger("sun"), Level.WARNING,
            Logger.getLogger("jdk"), Level.WARNING);
  }
}
