package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Everything up to a new container that only has to be started, and a way back from it. */
final class Preparation {
  private final Engine engine;
  private final ImageFetch images;
  private final Backups backups;
  private final Marks marks;
  private final NewContainer fresh;

  Preparation(Engine engine, ImageFetch images, Backups backups, Marks marks, NewContainer fresh) {
    this.engine = engine;
    this.images = images;
    this.backups = backups;
    this.marks = marks;
    this.fresh = fresh;
  }

  Prepared prepare(Update update, Target target)
      throws EngineException, UpdateException, InterruptedException {
    if (!Fields.text(target.container(), "State", "Status").equals("running")) {
      throw new UpdateException(
          Reason.UNSUPPORTED_TARGET,
          "container "
              + target.name()
              + " is "
              + Fields.text(target.container(), "State", "Status")
              + "; start it first: there must be something to go back to");
    }
    // Once before the download, so that a refusal costs nothing, and once after it.
    ContainerSpec.of(engine.subject(target.id()));
    JsonNode image = images.fetch(update, target);
    Source source = Source.of(update.release());
    tag(update, source, image);
    Subject old = engine.subject(target.id());
    Names names = Names.of(target.name(), update);
    backups.take(names, old, old.image().orElseThrow(() -> imageGone(target)));
    String id = fresh.layReady(new NewContainer.Wanted(update, names, old, image));
    return new Plan(
            target.name(),
            target.id(),
            id,
            target.imageId(),
            Fields.text(image, "Id"),
            RestartPolicy.of(old.container()),
            source.reference(),
            Compose.of(old.container()).map(project -> project.advice(source)).orElse(""))
        .prepared();
  }

  private static UpdateException imageGone(Target target) {
    return new UpdateException(
        Reason.ROLLBACK_NOT_PROVEN,
        "the image of container "
            + target.name()
            + " ("
            + target.imageId()
            + ") is not here any more, so there would be no way back; pull it again");
  }

  private void tag(Update update, Source source, JsonNode image)
      throws EngineException, UpdateException, InterruptedException {
    Optional<String> before =
        engine.findImage(source.reference()).map(tagged -> Fields.text(tagged, "Id"));
    if (before.isPresent() && before.get().equals(Fields.text(image, "Id"))) {
      return;
    }
    marks.tagged(update, source.reference(), before);
    engine.tag(Fields.text(image, "Id"), source.repository(), source.tag());
  }
}
