package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes away what an update has made, when it has turned back and somebody is in charge. Never the
 * switcher: it may be the one who does this.
 */
final class Discarding {
  private static final Logger LOG = LoggerFactory.getLogger(Discarding.class);

  private final Engine engine;
  private final BackupStore store;
  private final Backups backups;
  private final Marks marks;
  private final Removing removing;

  Discarding(Engine engine, BackupStore store, Backups backups, Marks marks, Removing removing) {
    this.engine = engine;
    this.store = store;
    this.backups = backups;
    this.marks = marks;
    this.removing = removing;
  }

  /**
   * Containers of this update, but for the one in charge.
   *
   * @param inCharge its id, or empty if nothing was switched, so that nothing that runs can be
   *     meant
   */
  void containers(Update update, String inCharge)
      throws EngineException, UpdateException, InterruptedException {
    for (JsonNode listed : engine.list(Optional.of(Names.UPDATE + "=" + update.id()))) {
      String id = Fields.text(listed, "Id");
      boolean switcher = listed.path("Labels").path(Names.ROLE).asText().equals(Names.SWITCHER);
      boolean untouched = inCharge.isEmpty() && Fields.text(listed, "State").equals("running");
      if (!switcher && !untouched && !id.equals(inCharge)) {
        removing.ofUpdate(update, id);
      }
    }
    removing.volumesOf(update);
  }

  /** The backup that it took: the container described is in charge again. */
  void backup(Update update) throws EngineException, InterruptedException {
    Optional<BackupRecord> own = store.ofUpdate(update.id());
    if (own.isPresent()) {
      backups.forget(own.get());
    }
  }

  /** The name of its image, and with it the image, unless they were here before. */
  void image(Update update) throws EngineException, InterruptedException {
    Optional<Marks.Tagged> tagged = marks.tagged(update);
    if (tagged.isPresent()) {
      name(update, tagged.get());
    }
    nameless(Source.of(update.release()), update.release().digest());
  }

  /** Fetched, and then the update did not get as far as a name for it. */
  private void nameless(Source source, String digest) throws EngineException, InterruptedException {
    if (source.image().isPresent() || source.repository().isEmpty()) {
      return;
    }
    String pinned = source.repository() + "@" + digest;
    Optional<JsonNode> image = engine.findImage(pinned);
    if (image.isPresent() && image.get().path("RepoTags").isEmpty()) {
      Backups.untag(engine, pinned, Fields.text(image.get(), "Id"));
    }
  }

  private void name(Update update, Marks.Tagged tagged)
      throws EngineException, InterruptedException {
    String reference = tagged.reference();
    Optional<ImageRef> name = ImageRef.parse(reference);
    Optional<String> before = tagged.before();
    if (before.isPresent() && engine.findImage(before.get()).isPresent() && name.isPresent()) {
      engine.tag(before.get(), name.get().repository(), name.get().tag().orElse("latest"));
      return;
    }
    Optional<JsonNode> image = engine.findImage(reference);
    if (image.isPresent()) {
      Backups.untag(engine, reference, Fields.text(image.get(), "Id"));
      LOG.info("update={} image={} removed", update.id(), reference);
    }
  }
}
