package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps so many ways back, and of each one removed the container, the image and the description.
 */
final class Pruning {
  /** Descriptions whose image is gone still tell a person something; but not for ever. */
  private static final int DESCRIPTIONS = 10;

  private final Engine engine;
  private final BackupStore store;
  private final Backups backups;

  Pruning(Engine engine, BackupStore store, Backups backups) {
    this.engine = engine;
    this.store = store;
    this.backups = backups;
  }

  /**
   * Removes all but the newest usable ones.
   *
   * @return what was removed, a line each
   */
  List<String> prune(Target target, int kept)
      throws EngineException, UpdateException, InterruptedException {
    List<String> done = new ArrayList<>();
    int usable = 0;
    int all = 0;
    for (BackupRecord backup : store.list(target.name())) {
      boolean stays = usable < Math.max(kept, 1) && all < DESCRIPTIONS;
      all++;
      if (stays || runs(backup)) {
        usable += backups.usable(backup) ? 1 : 0;
      } else {
        remove(backup, target);
        done.add("backup " + backup.name() + " removed, " + kept + " are kept");
      }
    }
    return done;
  }

  /** Somebody has started it, or it is in charge: not to be removed, whatever it is. */
  private boolean runs(BackupRecord backup) throws EngineException, InterruptedException {
    return engine.find(backup.containerId()).filter(Charge::running).isPresent();
  }

  private void remove(BackupRecord backup, Target target)
      throws EngineException, InterruptedException {
    engine.remove(backup.containerId());
    unlessUsed(backup, target);
    backups.forget(backup);
  }

  /** The version's own name was pulled for the agent, and nobody else takes it away. */
  private void unlessUsed(BackupRecord backup, Target target)
      throws EngineException, InterruptedException {
    boolean needed =
        target.imageId().equals(backup.imageId())
            || store.list(target.name()).stream()
                .anyMatch(
                    other ->
                        !other.name().equals(backup.name())
                            && other.imageId().equals(backup.imageId()));
    for (JsonNode listed : engine.list(Optional.empty())) {
      needed |= Fields.text(listed, "ImageID").equals(backup.imageId());
    }
    Optional<ImageRef> reference = ImageRef.parse(backup.reference());
    if (!needed && reference.isPresent() && reference.get().tag().isPresent()) {
      Backups.untag(engine, backup.reference(), backup.imageId());
    }
  }
}
