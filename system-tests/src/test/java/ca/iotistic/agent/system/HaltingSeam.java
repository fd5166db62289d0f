package ca.iotistic.agent.system;

import ca.iotistic.agent.io.Seam;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Put into the jar of an agent: agent and switcher write every event into one file, and whoever
 * comes to the event whose number is told ends on the spot, once. It is a class of tests that runs
 * within the agent, so it knows nothing but the JDK.
 */
public final class HaltingSeam implements Seam {
  static final String EVENTS = "events";
  static final String AT = "halt-at";

  /** In the state directory, which is what an agent may write to wherever it runs. */
  static final String FOLDER_NAME = "crash-test";

  private static final Path FOLDER = Path.of("/var/lib/iotistic", FOLDER_NAME);
  private static final int KILLED = 137;

  @Override
  public void before(String act) {
    if (!Files.isDirectory(FOLDER)) {
      return;
    }
    try {
      Files.writeString(
          FOLDER.resolve(EVENTS),
          ProcessHandle.current().pid() + " " + act.replace('\n', ' ') + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      Path at = FOLDER.resolve(AT);
      if (Files.exists(at) && events() >= Integer.parseInt(Files.readString(at).strip())) {
        // Only one of two that come here at the same moment.
        Files.delete(at);
        Runtime.getRuntime().halt(KILLED);
      }
    } catch (NoSuchFileException another) {
      // The other process was the one.
      return;
    } catch (IOException broken) {
      throw new IllegalStateException("the test cannot count the events", broken);
    }
  }

  private static long events() throws IOException {
    return Files.readString(FOLDER.resolve(EVENTS), StandardCharsets.UTF_8).lines().count();
  }
}
