package ca.iotistic.agent.decision;

import ca.iotistic.agent.io.AtomicFile;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code commands.json}. What is broken is put aside. A newer format is put aside too, and what can
 * be understood of it is used: after the way back to this version, a command that was handled must
 * not run again.
 */
final class CommandLog {
  private static final Logger log = LoggerFactory.getLogger(CommandLog.class);
  static final int FORMAT = 1;
  static final JsonMapper MAPPER = new JsonMapper();

  private final AtomicFile file;
  private ObjectNode root;
  private Memory memory;

  private CommandLog(AtomicFile file, ObjectNode root) {
    this.file = file;
    this.root = root;
    this.memory =
        new Memory(
            root.path("memory").asBoolean(),
            read(root.path("commands"), Logged::new, Logged::whole),
            read(root.path("rejected"), Turned::new, Turned::whole));
  }

  /**
   * @param stamp distinguishes what is put aside now from what was earlier
   */
  static CommandLog open(AtomicFile file, String stamp) throws IOException {
    Optional<byte[]> content = file.read();
    if (content.isEmpty()) {
      return new CommandLog(file, JsonNodeFactory.instance.objectNode());
    }
    Path aside = file.path().resolveSibling(file.path().getFileName() + "." + stamp);
    ObjectNode root = parse(content.get());
    if (root.path("format").asInt() != FORMAT) {
      log.warn(
          "update commands in {} are {}; kept as {}",
          file.path(),
          root.isEmpty() ? "broken" : "of another format",
          aside);
      Files.copy(file.path(), aside, StandardCopyOption.REPLACE_EXISTING);
    }
    return new CommandLog(file, root);
  }

  private static ObjectNode parse(byte[] content) {
    try {
      if (MAPPER.readTree(content) instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException broken) {
      log.debug("not JSON", broken);
    }
    return JsonNodeFactory.instance.objectNode();
  }

  private static <T> List<T> read(
      JsonNode list, Function<ObjectNode, T> reader, Predicate<T> whole) {
    List<T> all = new ArrayList<>();
    for (JsonNode node : list) {
      if (node instanceof ObjectNode object && whole.test(reader.apply(object))) {
        all.add(reader.apply(object));
      }
    }
    return all;
  }

  Memory memory() {
    return memory;
  }

  /** Durable when it returns; as before if it throws. */
  void save(Memory next) throws IOException {
    if (next.equals(memory)) {
      return;
    }
    ObjectNode json = root.deepCopy();
    json.put("format", FORMAT);
    json.put("memory", next.device());
    ArrayNode commands = json.putArray("commands");
    next.commands().forEach(command -> commands.add(command.json()));
    ArrayNode rejected = json.putArray("rejected");
    next.turned().forEach(turned -> rejected.add(turned.json()));
    file.write(MAPPER.writeValueAsBytes(json));
    root = json;
    memory = next;
  }
}
