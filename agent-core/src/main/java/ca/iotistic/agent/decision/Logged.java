package ca.iotistic.agent.decision;

import ca.iotistic.agent.command.Command;
import ca.iotistic.agent.spi.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A command that was accepted, as the log has it; members that this version does not know stay.
 * Immutable: nobody changes the object once it is in here.
 *
 * @param json {@code identity, content, update_id, job_id, retained, announced, outcome}, and as
 *     long as it has not ended {@code command, targets, skip, dropped}
 */
record Logged(ObjectNode json) {
  static Logged of(String identity, String content, Ids ids, Command command) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("identity", identity);
    json.put("content", content);
    json.put("update_id", ids.updateId());
    json.put("job_id", ids.jobId());
    json.put("retained", false);
    json.set("command", CommandJson.write(command));
    return new Logged(json);
  }

  /** What it is called on the wire and by the engine. */
  record Ids(String updateId, String jobId) {}

  /** Whether it can be worked with at all. */
  boolean whole() {
    return !identity().isEmpty() && !updateId().isEmpty() && !jobId().isEmpty();
  }

  String identity() {
    return text("identity");
  }

  String updateId() {
    return text("update_id");
  }

  String jobId() {
    return text("job_id");
  }

  /** Whether the broker had kept it once: it will come again at every connect. */
  boolean retained() {
    return json.path("retained").asBoolean();
  }

  /** Versions that did not know how it came wrote nothing. */
  private boolean mayComeAgain() {
    return !json.has("retained") || retained();
  }

  /** The type of its terminal status; empty while it has none. */
  Optional<String> outcome() {
    return Optional.of(text("outcome")).filter(outcome -> !outcome.isEmpty());
  }

  boolean open() {
    return outcome().isEmpty();
  }

  /** An update or a roll-back that somebody may still want to be rid of. */
  boolean removable() {
    String action = json.path("command").path("action").asText();
    return open()
        && (action.equals("update") || action.equals("rollback"))
        && text("skip").isEmpty()
        && text("dropped").isEmpty();
  }

  Decision.Target target() {
    return new Decision.Target(updateId(), jobId());
  }

  /** What is to be done about it, as long as it is open. */
  Decision.Accepted decision() {
    boolean announced = json.path("announced").asBoolean();
    Optional<Command> read = CommandJson.read(json.path("command"));
    if (read.isEmpty()) {
      // Written by a version that understands more: nobody can run it here, and it has to end.
      return new Decision.Drop(updateId(), jobId(), NOBODY, Reason.CANCELLED, announced);
    }
    Command command = read.get();
    Optional<Reason> dropped = reason("dropped");
    if (dropped.isPresent()) {
      return new Decision.Drop(updateId(), jobId(), command, dropped.get(), announced);
    }
    Optional<Reason> skip = reason("skip");
    if (skip.isPresent()) {
      return new Decision.Skip(updateId(), command, skip.get(), announced);
    }
    return command instanceof Command.Cancel
        ? new Decision.Cancel(updateId(), command, targets(), announced)
        : new Decision.Start(updateId(), jobId(), command, targets(), announced, mayComeAgain());
  }

  Logged kept() {
    return with(json -> json.put("retained", true));
  }

  Logged announced() {
    return with(json -> json.put("announced", true));
  }

  Logged skipped(Reason reason) {
    return with(json -> json.put("skip", reason.wire()));
  }

  Logged dropped(Reason reason) {
    return with(json -> json.put("dropped", reason.wire()));
  }

  Logged about(List<Decision.Target> targets) {
    return with(
        json -> {
          ArrayNode list = json.putArray("targets");
          targets.forEach(
              t -> list.addObject().put("update_id", t.updateId()).put("job_id", t.jobId()));
        });
  }

  /** Only what tells a repeat is kept. */
  Logged ended(String outcome) {
    return with(
        json ->
            json.put("outcome", outcome)
                .remove(List.of("command", "targets", "skip", "dropped", "announced")));
  }

  private static final Command NOBODY =
      new Command.Report(Optional.empty(), Optional.empty(), Optional.empty());

  private Logged with(java.util.function.Consumer<ObjectNode> change) {
    ObjectNode copy = json.deepCopy();
    change.accept(copy);
    return new Logged(copy);
  }

  private List<Decision.Target> targets() {
    List<Decision.Target> targets = new ArrayList<>();
    for (JsonNode target : json.path("targets")) {
      targets.add(
          new Decision.Target(target.path("update_id").asText(), target.path("job_id").asText()));
    }
    return targets;
  }

  private Optional<Reason> reason(String name) {
    String wire = text(name);
    if (wire.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Reason.valueOf(wire.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException newer) {
      return Optional.of(Reason.CANCELLED);
    }
  }

  private String text(String name) {
    return json.path(name).asText("");
  }
}
