package ca.iotistic.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.logging.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code java -jar fleet-api.jar}; what it is to do is in the environment. */
public final class Main {
  private static final int USAGE = 2;
  private static final int FAILED = 1;

  private Main() {}

  public static void main(String[] arguments) throws InterruptedException {
    logging();
    try {
      Settings settings = Settings.from(System.getenv());
      Logger log = LoggerFactory.getLogger(Main.class);
      settings.unknown().forEach(name -> log.warn("{} is no setting of this service", name));
      Fleet fleet = Fleet.start(settings);
      Runtime.getRuntime().addShutdownHook(new Thread(fleet::close, "fleet-stop"));
      greet(fleet, System.out);
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(USAGE);
    } catch (IOException impossible) {
      System.err.println(impossible.getMessage());
      System.exit(FAILED);
    }
  }

  private static void greet(Fleet fleet, PrintStream out) {
    fleet
        .madeToken()
        .ifPresent(
            token ->
                out.println(
                    "The token of the administrator, shown this once, keep it:\n\n    "
                        + token
                        + "\n"));
    out.println("fleet-api listens on " + fleet.url());
  }

  private static void logging() {
    if (System.getProperty("java.util.logging.config.file") != null) {
      return;
    }
    try (InputStream in = Main.class.getResourceAsStream("/fleet-logging.properties")) {
      if (in != null) {
        LogManager.getLogManager().readConfiguration(in);
      }
    } catch (IOException broken) {
      System.err.println("the logging configuration cannot be read: " + broken.getMessage());
    }
  }
}
