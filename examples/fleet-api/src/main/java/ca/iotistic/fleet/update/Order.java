package ca.iotistic.fleet.update;

import ca.iotistic.agent.command.Command;
import ca.iotistic.agent.command.CommandParser;
import ca.iotistic.agent.command.Parsed;
import ca.iotistic.agent.spi.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A command that is not addressed yet. Whether it is valid the device's own parser decides, so that
 * nothing is sent that would be refused.
 *
 * @param version empty where the action has none
 * @param digest what the artifact must have, as on the wire
 */
public record Order(
    String action,
    Optional<String> version,
    Optional<Instant> scheduledTime,
    boolean force,
    Optional<Instant> expires,
    Optional<JsonNode> digest) {
  /** What a request for an update may have. */
  public static final Set<String> MEMBERS =
      Set.of("version", "scheduled_time", "force", "expires", "digest");

  private static final String LATEST = "latest";

  /**
   * Reads the body of a request for an update; members that are not in {@link #MEMBERS} are left to
   * others.
   */
  public static Order update(ObjectNode body, Instant now) throws RefusedOrderException {
    ObjectNode wire = JsonNodeFactory.instance.objectNode().put("action", "update");
    MEMBERS.stream().filter(body::has).forEach(name -> wire.set(name, body.get(name)));
    Parsed parsed = CommandParser.parse(wire.toString().getBytes(StandardCharsets.UTF_8));
    if (parsed instanceof Parsed.Refused refused) {
      throw new RefusedOrderException(refused.reason().wire(), refused.error());
    }
    if (!(parsed instanceof Parsed.Accepted accepted)
        || !(accepted.command() instanceof Command.Update update)) {
      throw new IllegalStateException("an update was read as " + parsed);
    }
    Instant start = update.scheduledTime().filter(now::isBefore).orElse(now);
    if (update.expires().filter(end -> !end.isAfter(start)).isPresent()) {
      throw new RefusedOrderException(
          Reason.EXPIRED.wire(),
          "\"expires\" is "
              + update.expires().get()
              + ", before the update could start: let it"
              + " expire later, or leave it out.");
    }
    return new Order(
        "update",
        Optional.of(update.request().latest() ? LATEST : update.request().version()),
        update.scheduledTime(),
        update.force(),
        update.expires(),
        Optional.ofNullable(body.get("digest")).filter(digest -> !digest.isNull()));
  }

  public static Order of(String action) {
    return new Order(
        action, Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty());
  }

  /** The same, at that moment. */
  public Order at(Instant moment) {
    return new Order(action, version, Optional.of(moment), force, expires, digest);
  }

  public boolean cancels() {
    return action.equals("cancel");
  }

  /** As it is kept, for {@link #update} to read again. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    version.ifPresent(value -> json.put("version", value));
    scheduledTime.ifPresent(value -> json.put("scheduled_time", value.toString()));
    if (action.equals("update")) {
      json.put("force", force);
    }
    expires.ifPresent(value -> json.put("expires", value.toString()));
    digest.ifPresent(value -> json.set("digest", value));
    return json;
  }

  /** As it goes to a device. */
  byte[] payload(String id, Instant now) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("action", action);
    json.setAll(toJson());
    json.put("timestamp", now.toEpochMilli());
    json.put("id", id);
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
