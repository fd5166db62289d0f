package ca.iotistic.fleet.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what devices send, within the limits of the contract. */
final class Reading {
  static final int LONGEST_STATUS = 8192;
  static final int LONGEST_STATE = 65_536;
  private static final int DEEPEST = 16;
  private static final int LONGEST_ID = 128;
  private static final long LATEST = Instant.parse("9999-01-01T00:00:00Z").toEpochMilli();

  private static final Pattern NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

  private static final JsonMapper JSON =
      new JsonMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(DEEPEST)
                      .maxNumberLength(40)
                      .build())
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .build());

  private Reading() {}

  /** Empty if it is no status. */
  static Optional<Report> status(String device, String topic, byte[] payload) {
    return payload.length > LONGEST_STATUS
        ? Optional.empty()
        : object(payload).flatMap(body -> status(device, topic, body));
  }

  static Optional<Report> status(String device, String topic, ObjectNode body) {
    String type = body.path("type").asText("");
    String id = body.path("update_id").asText("");
    JsonNode sequence = body.path("sequence");
    if (!Report.STATES.containsKey(type)
        || id.isBlank()
        || id.length() > LONGEST_ID
        || !sequence.isIntegralNumber()
        || !sequence.canConvertToLong()
        || sequence.longValue() < 0) {
      return Optional.empty();
    }
    JsonNode timestamp = body.path("timestamp");
    Optional<Instant> reportedAt =
        Optional.of(timestamp)
            .filter(JsonNode::canConvertToLong)
            .map(JsonNode::longValue)
            .filter(millis -> millis >= 0 && millis < LATEST)
            .map(Instant::ofEpochMilli);
    return Optional.of(new Report(device, topic, type, id, sequence.longValue(), reportedAt, body));
  }

  /** Empty if it is no JSON object; without characters that a database cannot keep. */
  static Optional<ObjectNode> object(byte[] payload) {
    if (payload.length > LONGEST_STATE) {
      return Optional.empty();
    }
    try {
      return JSON.readTree(payload) instanceof ObjectNode object
          ? Optional.of(storable(object))
          : Optional.empty();
    } catch (IOException broken) {
      return Optional.empty();
    }
  }

  private static ObjectNode storable(ObjectNode object) throws JsonProcessingException {
    // NUL is written as an escape. Half a pair of surrogates is not, and becomes a question mark in
    // UTF-8. A backslash before the escape would make it text, so only an odd one counts.
    String clean = NUL.matcher(JSON.writeValueAsString(object)).replaceAll("$1\\\\ufffd");
    byte[] whole = clean.getBytes(StandardCharsets.UTF_8);
    return (ObjectNode) JSON.readTree(new String(whole, StandardCharsets.UTF_8));
  }
}
