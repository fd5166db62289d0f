package ca.iotistic.agent.decision;

import ca.iotistic.agent.command.Command;
import ca.iotistic.agent.command.CommandParser;
import ca.iotistic.agent.command.Parsed;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A command as the log keeps it: in the words of the wire, so that the parser reads it back. */
final class CommandJson {
  private CommandJson() {}

  static ObjectNode write(Command command) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("action", action(command));
    command.id().ifPresent(id -> json.put("id", id));
    command.timestamp().ifPresent(timestamp -> json.put("timestamp", timestamp));
    command.expires().ifPresent(expires -> json.put("expires", expires.toString()));
    if (command instanceof Command.Update update) {
      json.put("version", update.request().version());
      json.put("force", update.force());
      update.scheduledTime().ifPresent(time -> json.put("scheduled_time", time.toString()));
      update.request().digest().ifPresent(digest -> json.put("digest", digest));
      if (!update.request().digests().isEmpty()) {
        ObjectNode digests = json.putObject("digest");
        update.request().digests().forEach(digests::put);
      }
    }
    return json;
  }

  static Optional<Command> read(JsonNode json) {
    Parsed parsed = CommandParser.parse(json.toString().getBytes(StandardCharsets.UTF_8));
    return parsed instanceof Parsed.Accepted accepted
        ? Optional.of(accepted.command())
        : Optional.empty();
  }

  private static String action(Command command) {
    if (command instanceof Command.Update) {
      return "update";
    }
    if (command instanceof Command.Rollback) {
      return "rollback";
    }
    return command instanceof Command.Cancel ? "cancel" : "report";
  }
}
