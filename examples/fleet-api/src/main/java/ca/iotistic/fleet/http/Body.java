package ca.iotistic.fleet.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The JSON object of a request, read strictly; what is wrong with it is a {@link Problem}. */
record Body(ObjectNode json) {
  private static final int DEEPEST = 8;
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Nothing at all counts as an object without members. */
  static Body read(byte[] bytes) {
    if (bytes.length == 0) {
      return new Body(JsonNodeFactory.instance.objectNode());
    }
    JsonNode json;
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      json = JSON.readTree(text);
    } catch (CharacterCodingException broken) {
      throw Problem.invalid("The body is not UTF-8.");
    } catch (JsonProcessingException broken) {
      String where =
          broken.getLocation() == null
              ? ""
              : " (line %d, column %d)"
                  .formatted(broken.getLocation().getLineNr(), broken.getLocation().getColumnNr());
      throw Problem.invalid("The body is not JSON: " + broken.getOriginalMessage() + where);
    }
    if (!(json instanceof ObjectNode object)) {
      throw Problem.invalid("The body must be a JSON object, like {\"version\":\"1.0.6\"}.");
    }
    requireStorable(object);
    return new Body(object);
  }

  /** So that a misspelt member is not overlooked: an update would start at once, not at 2 AM. */
  Body only(Collection<String> allowed) {
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!allowed.contains(name)) {
                throw Problem.invalid(
                    "There is no member \""
                        + (name.length() > 64 ? name.substring(0, 64) + "…" : name)
                        + "\" here; allowed are "
                        + String.join(", ", new TreeSet<>(allowed))
                        + ".");
              }
            });
    return this;
  }

  boolean has(String name) {
    return json.hasNonNull(name);
  }

  String text(String name) {
    return optionalText(name)
        .orElseThrow(() -> Problem.invalid("\"" + name + "\" is missing; it is a string."));
  }

  Optional<String> optionalText(String name) {
    return member(name)
        .map(
            value -> {
              if (!value.isTextual()) {
                throw Problem.invalid("\"" + name + "\" must be a string.");
              }
              return value.textValue();
            });
  }

  Optional<Boolean> flag(String name) {
    return member(name)
        .map(
            value -> {
              if (!value.isBoolean()) {
                throw Problem.invalid("\"" + name + "\" must be true or false, without quotes.");
              }
              return value.booleanValue();
            });
  }

  double number(String name, double absent, double from, double to) {
    return member(name)
        .map(
            value -> {
              if (!value.isNumber() || value.doubleValue() < from || value.doubleValue() > to) {
                throw Problem.invalid(
                    "\"%s\" must be a number of %s to %s.".formatted(name, from, to));
              }
              return value.doubleValue();
            })
        .orElse(absent);
  }

  Optional<List<String>> texts(String name, int most) {
    return member(name)
        .map(
            value -> {
              List<String> texts = new ArrayList<>();
              value.forEach(each -> texts.add(each.isTextual() ? each.textValue() : ""));
              if (!value.isArray() || value.size() > most || texts.contains("")) {
                throw Problem.invalid(
                    "\"%s\" must be a list of at most %d strings.".formatted(name, most));
              }
              return texts;
            });
  }

  Optional<Body> object(String name) {
    return member(name)
        .map(
            value -> {
              if (!(value instanceof ObjectNode object)) {
                throw Problem.invalid("\"" + name + "\" must be an object.");
              }
              return new Body(object);
            });
  }

  private Optional<JsonNode> member(String name) {
    return Optional.ofNullable(json.get(name)).filter(value -> !value.isNull());
  }

  /** Neither a database nor a person can do anything with such characters. */
  private static void requireStorable(JsonNode node) {
    if (node.isTextual()) {
      requireStorable(node.textValue());
    }
    node.fieldNames().forEachRemaining(Body::requireStorable);
    node.forEach(Body::requireStorable);
  }

  static void requireStorable(String text) {
    boolean half = !StandardCharsets.UTF_8.newEncoder().canEncode(text);
    if (half || text.indexOf('\0') >= 0) {
      throw Problem.invalid("A text has a character that is none: NUL, or half of one.");
    }
  }
}
