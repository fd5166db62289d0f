package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ways back: a container, a tag on its image and a description, all of one name. The description
 * and the image are enough; the container is quicker.
 */
final class Backups {
  private final Engine engine;
  private final BackupStore store;
  private final Images images;

  Backups(Engine engine, BackupStore store, Images images) {
    this.engine = engine;
    this.store = store;
    this.images = images;
  }

  /** Describes the one in charge and holds its image. Done before already: described anew. */
  void take(Names names, Subject old, JsonNode image)
      throws EngineException, UpdateException, InterruptedException {
    JsonNode container = old.container();
    String repository = images.repository(container, Optional.of(image));
    BackupRecord backup =
        new BackupRecord(
            names.backup(),
            names.target(),
            names.updateId(),
            names.startedAt(),
            repository + ":" + names.backup(),
            images.version(container, image, "0.0.0"),
            Images.digest(image, repository),
            RestartPolicy.of(container),
            container,
            image);
    store.write(backup);
    engine.tag(backup.imageId(), repository, names.backup());
  }

  /** Newest first. */
  List<Backup> list(String target) throws EngineException, UpdateException, InterruptedException {
    List<Backup> backups = new ArrayList<>();
    for (BackupRecord backup : store.list(target)) {
      backups.add(backup(backup));
    }
    return backups;
  }

  private Backup backup(BackupRecord backup)
      throws EngineException, UpdateException, InterruptedException {
    Optional<ImageRef> reference = ImageRef.parse(backup.reference());
    String repository = images.repository(backup.container(), Optional.of(backup.image()));
    String tag = reference.flatMap(ImageRef::tag).orElse(images.tags().tag(backup.version()));
    return new Backup(
        backup.name(),
        new Release(
            backup.version(),
            backup.digest(),
            backup.image().path("Size").asLong(0),
            Source.backup(repository, tag, backup.imageId(), backup.name())),
        backup.imageId(),
        backup.takenAt(),
        usable(backup));
  }

  boolean usable(BackupRecord backup) throws EngineException, InterruptedException {
    return engine.findImage(backup.imageId()).isPresent();
  }

  /** Takes the description and the image's own name away; the container is another matter. */
  void forget(BackupRecord backup) throws EngineException, InterruptedException {
    untag(engine, backup.tag(), backup.imageId());
    // Last: as long as it is there, what was not done yet is done the next time.
    store.delete(backup.name());
  }

  /**
   * Takes a name off an image if it is still that image's, and nothing needs it; the image goes
   * with its last name. An engine refuses what a container was made from: then it stays.
   */
  static void untag(Engine engine, String reference, String imageId)
      throws EngineException, InterruptedException {
    Optional<JsonNode> image = engine.findImage(reference);
    if (image.isEmpty() || !Fields.text(image.get(), "Id").equals(imageId)) {
      return;
    }
    try {
      engine.untag(reference);
    } catch (EngineException inUse) {
      if (!inUse.is(EngineException.Kind.CONFLICT)) {
        throw inUse;
      }
    }
  }
}
