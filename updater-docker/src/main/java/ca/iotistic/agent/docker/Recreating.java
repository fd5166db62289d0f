package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a container again from the description of a backup. */
final class Recreating {
  private static final Logger LOG = LoggerFactory.getLogger(Recreating.class);

  private final Engine engine;
  private final RegistryAuth auth;

  Recreating(Engine engine, RegistryAuth auth) {
    this.engine = engine;
    this.auth = auth;
  }

  /**
   * As it was, not started.
   *
   * @return its id; empty if it cannot be made
   */
  Optional<String> as(BackupRecord backup, String name, Map<String, String> labels)
      throws EngineException, InterruptedException {
    Optional<String> reference = reference(backup);
    if (reference.isEmpty()) {
      return Optional.empty();
    }
    try {
      ContainerSpec spec =
          ContainerSpec.of(
              new Subject(
                  backup.container(),
                  Optional.of(backup.image()),
                  List.of(),
                  engine.info(),
                  engine.apiVersion()));
      String id = engine.create(name, spec.createBody(reference.get(), labels));
      for (Map.Entry<String, ObjectNode> network : spec.networksToConnect().entrySet()) {
        engine.connect(network.getKey(), id, network.getValue());
      }
      return Optional.of(id);
    } catch (EngineException failed) {
      if (!Charge.isAnswer(failed)) {
        throw failed;
      }
      LOG.warn("backup={} cannot be created again: {}", backup.name(), failed.getMessage());
      return Optional.empty();
    } catch (UpdateException refused) {
      LOG.warn("backup={} cannot be created again: {}", backup.name(), refused.getMessage());
      return Optional.empty();
    }
  }

  /**
   * By what to create it: by the same name as before if that still means the same image, or nothing
   * at all; else by the backup's own tag, else by id.
   */
  Optional<String> reference(BackupRecord backup) throws EngineException, InterruptedException {
    if (engine.findImage(backup.imageId()).isEmpty() && fetched(backup).isEmpty()) {
      return Optional.empty();
    }
    Optional<ImageRef> name = ImageRef.parse(backup.reference());
    if (name.isPresent() && name.get().digest().isEmpty()) {
      if (engine.findImage(backup.reference()).isEmpty()) {
        engine.tag(backup.imageId(), name.get().repository(), name.get().tag().orElse("latest"));
      }
      if (isImage(backup.reference(), backup)) {
        return Optional.of(backup.reference());
      }
    }
    return Optional.of(isImage(backup.tag(), backup) ? backup.tag() : backup.imageId());
  }

  private boolean isImage(String reference, BackupRecord backup)
      throws EngineException, InterruptedException {
    return engine
        .findImage(reference)
        .map(image -> Fields.text(image, "Id").equals(backup.imageId()))
        .orElse(false);
  }

  /** Its image was removed: maybe the registry still has it. */
  private Optional<String> fetched(BackupRecord backup)
      throws EngineException, InterruptedException {
    String published = backup.image().path("RepoDigests").path(0).asText("");
    Optional<ImageRef> name = ImageRef.parse(published);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonNode image =
          engine.pull(
              published,
              auth.headers(name.get().repository()),
              Update.Progress.NONE,
              Releases.STALL);
      return Fields.text(image, "Id").equals(backup.imageId())
          ? Optional.of(backup.imageId())
          : Optional.empty();
    } catch (EngineException failed) {
      // A registry that does not answer is no engine that does not.
      if (failed.is(EngineException.Kind.UNREACHABLE)) {
        throw failed;
      }
      LOG.warn("backup={} image cannot be fetched: {}", backup.name(), failed.getMessage());
      return Optional.empty();
    } catch (UpdateException noCredentials) {
      LOG.warn("backup={} image cannot be fetched: {}", backup.name(), noCredentials.getMessage());
      return Optional.empty();
    }
  }
}
