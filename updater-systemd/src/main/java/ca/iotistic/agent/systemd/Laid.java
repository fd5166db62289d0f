package ca.iotistic.agent.systemd;

import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Update;
import java.nio.file.Path;
import java.util.Map;

/** What prepare has laid ready, in the words of {@link Prepared#state()}. */
final class Laid {
  private static final String ARTIFACT = "artifact";
  private static final String BACKUP = "backup";
  private static final String OLD = "old";

  private Laid() {}

  /**
   * @param artifact the verified file that the new one was copied from
   * @param backup name of the backup of this update
   * @param old digest of what this update replaces
   */
  static Prepared prepared(String identity, Path artifact, String backup, String old) {
    return new Prepared(identity, Map.of(ARTIFACT, artifact.toString(), BACKUP, backup, OLD, old));
  }

  static boolean nothing(Update update) {
    return update.prepared().equals(Prepared.NOT_YET);
  }

  static Path artifact(Update update) {
    return Path.of(update.prepared().state().getOrDefault(ARTIFACT, "/nowhere"));
  }

  /** Whoever replaced it by hand after the update began wants that one back. */
  static String old(Update update) {
    return update.prepared().state().getOrDefault(OLD, update.previous().identity());
  }
}
