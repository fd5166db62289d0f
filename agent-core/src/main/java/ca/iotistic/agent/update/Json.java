package ca.iotistic.agent.update;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Trees and the values in them. What is not there, or of another type, is an IOException. */
final class Json {
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ObjectNode parse(byte[] bytes) throws IOException {
    JsonNode tree = MAPPER.readTree(bytes);
    if (tree instanceof ObjectNode object) {
      return object;
    }
    throw new IOException("not a JSON object");
  }

  static byte[] pretty(ObjectNode tree) throws JsonProcessingException {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree);
  }

  static byte[] line(ObjectNode tree) throws JsonProcessingException {
    return MAPPER.writeValueAsBytes(tree);
  }

  static void putAll(ObjectNode node, String name, Map<String, String> values) {
    ObjectNode map = node.putObject(name);
    new TreeMap<>(values).forEach(map::put);
  }

  static void putAll(ObjectNode node, String name, List<String> values) {
    values.forEach(node.putArray(name)::add);
  }

  static void put(ObjectNode node, String name, Optional<?> value) {
    node.put(name, value.map(Object::toString).orElse(null));
  }

  static ObjectNode child(ObjectNode node, String name) throws IOException {
    if (node.path(name) instanceof ObjectNode object) {
      return object;
    }
    throw missing(name);
  }

  static Optional<ObjectNode> optionalChild(ObjectNode node, String name) {
    return node.path(name) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
  }

  static String text(ObjectNode node, String name) throws IOException {
    JsonNode value = node.path(name);
    if (!value.isTextual()) {
      throw missing(name);
    }
    return value.textValue();
  }

  static Optional<String> optional(ObjectNode node, String name) {
    JsonNode value = node.path(name);
    return value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
  }

  static Instant instant(ObjectNode node, String name) throws IOException {
    return instant(text(node, name));
  }

  static Optional<Instant> optionalInstant(ObjectNode node, String name) throws IOException {
    Optional<String> value = optional(node, name);
    return value.isPresent() ? Optional.of(instant(value.get())) : Optional.empty();
  }

  static <E extends Enum<E>> E constant(Class<E> type, ObjectNode node, String name)
      throws IOException {
    String value = text(node, name);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(value)) {
        return constant;
      }
    }
    throw new IOException("unknown " + name + " \"" + value + "\"");
  }

  static Map<String, String> map(ObjectNode node, String name) throws IOException {
    Map<String, String> values = new TreeMap<>();
    child(node, name).properties().forEach(e -> values.put(e.getKey(), e.getValue().asText()));
    return values;
  }

  static List<String> list(ObjectNode node, String name) {
    List<String> values = new ArrayList<>();
    node.path(name).forEach(value -> values.add(value.asText()));
    return values;
  }

  private static Instant instant(String text) throws IOException {
    try {
      return Instant.parse(text);
    } catch (DateTimeException wrong) {
      throw new IOException("not a time: \"" + text + "\"", wrong);
    }
  }

  private static IOException missing(String name) {
    return new IOException("\"" + name + "\" is missing or of a wrong type");
  }
}
