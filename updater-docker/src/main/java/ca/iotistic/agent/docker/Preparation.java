package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything up to a new container that only has to be started, and a way back from it. */
final class Preparation {
  private final Engine engine;
  private final ImageFetch images;
  private final Backups backups;
  private final Marks marks;

  Preparation(Engine engine, ImageFetch images, Backups backups, Marks marks) {
    this.engine = engine;
    this.images = images;
    this.backups = backups;
    this.marks = marks;
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
    ContainerSpec spec = ContainerSpec.of(old);
    Names names = Names.of(target.name(), update);
    backups.take(names, old, old.image().orElseThrow(() -> imageGone(target)));
    String fresh = layReady(names, old, spec, source, image);
    return new Plan(
            target.name(),
            target.id(),
            fresh,
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

  /** One that is there already stays if it is what would be made now, and is made anew if not. */
  private String layReady(
      Names names, Subject old, ContainerSpec spec, Source source, JsonNode image)
      throws EngineException, UpdateException, InterruptedException {
    Optional<JsonNode> there = engine.find(names.temporary());
    if (there.isPresent()) {
      if (faults(names, old, source, there.get(), image).isEmpty()) {
        return Fields.text(there.get(), "Id");
      }
      engine.remove(Fields.text(there.get(), "Id"));
    }
    ObjectNode body =
        spec.createBody(
            source.reference(),
            Map.of(Names.UPDATE, names.updateId(), Names.TARGET, names.target()));
    String id = engine.create(names.temporary(), body);
    for (Map.Entry<String, ObjectNode> network : spec.networksToConnect().entrySet()) {
      engine.connect(network.getKey(), id, network.getValue());
    }
    List<String> faults = faults(names, old, source, engine.inspect(id), image);
    if (!faults.isEmpty()) {
      engine.remove(id);
      throw new UpdateException(
          Reason.UNSUPPORTED_TARGET,
          "container "
              + names.target()
              + " cannot be created again as it is: "
              + String.join("; ", faults));
    }
    return id;
  }

  private static List<String> faults(
      Names names, Subject old, Source source, JsonNode fresh, JsonNode image) {
    String made = Fields.text(fresh, "Image");
    if (!made.equals(Fields.text(image, "Id"))) {
      // Somebody moved the tag between the pull and the creation.
      return List.of(source.reference() + " is " + made + " now, not what was fetched; try again");
    }
    if (!Fields.text(fresh, "Config", "Image").equals(source.reference())
        || !Fields.text(fresh, "State", "Status").equals("created")
        || !Fields.at(fresh, "Config", "Labels")
            .path(Names.UPDATE)
            .asText()
            .equals(names.updateId())
        || !RestartPolicy.isParked(RestartPolicy.of(fresh))) {
      return List.of(names.temporary() + " is not of this update, or was started");
    }
    return SpecComparison.differences(old, fresh, image);
  }
}
