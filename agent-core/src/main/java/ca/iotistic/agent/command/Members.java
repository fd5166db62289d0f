package ca.iotistic.agent.command;

import ca.iotistic.agent.spi.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The members of a command, each read as what it has to be. */
record Members(JsonNode object) {
  /** The greatest whole number that every JSON reader understands exactly. */
  private static final long MAX_TIMESTAMP = (1L << 53) - 1;

  private static final Pattern MOMENT =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?)"
              + "(?:(Z)|([+-]\\d{2})(?::?(\\d{2}))?)",
          Pattern.CASE_INSENSITIVE);

  Optional<JsonNode> member(String name) {
    return Optional.ofNullable(object.get(name));
  }

  Optional<String> string(String name) throws Refusal {
    Optional<JsonNode> value = member(name);
    if (value.isPresent() && !value.get().isTextual()) {
      throw wrong(name, value.get(), "must be a string");
    }
    return value.map(JsonNode::textValue);
  }

  boolean flag(String name) throws Refusal {
    Optional<JsonNode> value = member(name);
    if (value.isPresent() && !value.get().isBoolean()) {
      throw wrong(name, value.get(), "must be true or false, without quotes");
    }
    return value.map(JsonNode::booleanValue).orElse(false);
  }

  Optional<Long> milliseconds(String name) throws Refusal {
    Optional<JsonNode> value = member(name);
    if (value.isPresent()
        && !(value.get().isIntegralNumber()
            && value.get().canConvertToLong()
            && value.get().longValue() >= 0
            && value.get().longValue() <= MAX_TIMESTAMP)) {
      throw wrong(
          name,
          value.get(),
          "must be a whole number of milliseconds since 1970, like 1699564800000");
    }
    return value.map(JsonNode::longValue);
  }

  Optional<Instant> moment(String name, Reason reason) throws Refusal {
    Optional<String> text = string(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher parts = MOMENT.matcher(text.get());
    if (!parts.matches()) {
      throw noMoment(name, text.get(), reason);
    }
    String zone = parts.group(2);
    if (zone == null) {
      zone = parts.group(3) + ":" + Optional.ofNullable(parts.group(4)).orElse("00");
    }
    try {
      return Optional.of(OffsetDateTime.parse(parts.group(1).replace(',', '.') + zone).toInstant());
    } catch (DateTimeException noSuchMoment) {
      // It has the form, but there is no 30th of February.
      throw noMoment(name, text.get(), reason);
    }
  }

  private static Refusal noMoment(String name, String text, Reason reason) {
    return new Refusal(
        reason,
        Excerpt.quote(name)
            + " is "
            + Excerpt.quote(text)
            + ", but must be an ISO-8601 date and time with its zone, like 2025-11-10T02:00:00Z or"
            + " 2025-11-10T02:00:00+01:00.");
  }

  static Refusal wrong(String name, JsonNode value, String rule) {
    return new Refusal(
        Reason.INVALID_FIELD, Excerpt.quote(name) + " is " + show(value) + ", but " + rule + ".");
  }

  static String show(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "the string " + Excerpt.quote(value.textValue());
      case NUMBER -> "the number " + Excerpt.plain(value.asText());
      case BOOLEAN -> value.asText();
      case ARRAY -> "a list";
      case OBJECT -> "an object";
      default -> "null";
    };
  }
}
