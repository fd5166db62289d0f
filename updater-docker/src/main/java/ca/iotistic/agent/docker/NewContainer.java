package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The new container before its first start. */
final class NewContainer {
  private final Engine engine;
  private final Removing removing;

  NewContainer(Engine engine, Removing removing) {
    this.engine = engine;
    this.removing = removing;
  }

  /**
   * What it has to be.
   *
   * @param old the one in charge
   * @param image that it is made from, as inspected
   */
  record Wanted(Update update, Names names, Subject old, JsonNode image) {
    Source source() {
      return Source.of(update.release());
    }
  }

  /**
   * One that is there already stays if it is what would be made now, and is made anew if not.
   *
   * @return its id
   */
  String layReady(Wanted wanted) throws EngineException, UpdateException, InterruptedException {
    ContainerSpec spec = ContainerSpec.of(wanted.old());
    Optional<JsonNode> there = engine.find(wanted.names().temporary());
    if (there.isPresent()) {
      String id = Fields.text(there.get(), "Id");
      if (faults(wanted, there.get()).isEmpty()) {
        return id;
      }
      removing.ofUpdate(wanted.update(), id);
    }
    String id = create(wanted, spec);
    List<String> faults = faults(wanted, engine.inspect(id));
    if (!faults.isEmpty()) {
      removing.ofUpdate(wanted.update(), id);
      throw new UpdateException(
          Reason.UNSUPPORTED_TARGET,
          "container "
              + wanted.names().target()
              + " cannot be created again as it is: "
              + String.join("; ", faults));
    }
    return id;
  }

  private String create(Wanted wanted, ContainerSpec spec)
      throws EngineException, InterruptedException {
    Names names = wanted.names();
    ObjectNode body =
        spec.createBody(
            wanted.source().reference(),
            Map.of(Names.UPDATE, names.updateId(), Names.TARGET, names.target()));
    String id = engine.create(names.temporary(), body);
    for (Map.Entry<String, ObjectNode> network : spec.networksToConnect().entrySet()) {
      engine.connect(network.getKey(), id, network.getValue());
    }
    return id;
  }

  private static List<String> faults(Wanted wanted, JsonNode fresh) {
    String reference = wanted.source().reference();
    String made = Fields.text(fresh, "Image");
    if (!made.equals(Fields.text(wanted.image(), "Id"))) {
      // Somebody moved the tag between the pull and the creation.
      return List.of(reference + " is " + made + " now, not what was fetched; try again");
    }
    JsonNode labels = Fields.at(fresh, "Config", "Labels");
    if (!Fields.text(fresh, "Config", "Image").equals(reference)
        || !Fields.text(fresh, "State", "Status").equals("created")
        || !labels.path(Names.UPDATE).asText().equals(wanted.names().updateId())
        || !RestartPolicy.isParked(RestartPolicy.of(fresh))) {
      return List.of(wanted.names().temporary() + " is not of this update, or was started");
    }
    return SpecComparison.differences(wanted.old(), fresh, wanted.image());
  }
}
