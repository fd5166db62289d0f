package ca.iotistic.agent.command;

import ca.iotistic.agent.spi.Reason;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/**
 * From bytes to one JSON object inside the limits of the wire: strict UTF-8, strict RFC 8259, and
 * nothing that two readers could understand in two ways.
 */
final class StrictJson {
  static final int MAX_BYTES = 16 * 1024;
  static final int MAX_DEPTH = 8;
  static final int MAX_NAME = 64;
  static final int MAX_STRING = 256;
  static final int MAX_JWS = 8192;

  // Neither names nor buffers of one message are kept for the next: they are the sender's choice.
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
                  .build())
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private StrictJson() {}

  static JsonNode object(byte[] payload) throws Refusal {
    if (payload.length > MAX_BYTES) {
      throw new Refusal(
          Reason.PAYLOAD_TOO_LARGE,
          "The message has "
              + payload.length
              + " bytes; a command has at most "
              + MAX_BYTES
              + " bytes.");
    }
    String text = text(payload);
    try (JsonParser parser = MAPPER.createParser(text)) {
      new Walk(parser).object();
      return MAPPER.readTree(text);
    } catch (StreamConstraintsException tooMuch) {
      throw new Refusal(
          Reason.LIMITS_EXCEEDED, "The message exceeds a limit: " + detail(tooMuch) + ".");
    } catch (JsonParseException malformed) {
      throw new Refusal(
          Reason.INVALID_JSON,
          String.format(
              Locale.ROOT,
              "The message is not JSON as RFC 8259 has it, line %d, column %d: %s.",
              malformed.getLocation().getLineNr(),
              malformed.getLocation().getColumnNr(),
              detail(malformed)));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** The same for the same members and values, whatever their order and the space between them. */
  static String hash(JsonNode object) {
    try {
      byte[] canonical = MAPPER.writeValueAsBytes(MAPPER.treeToValue(object, Object.class));
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
    } catch (IOException | NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String detail(JsonProcessingException malformed) {
    // What follows names the reader's own buffers.
    String message = malformed.getOriginalMessage().replaceAll("(?s)\\s*\\(start marker at.*", "");
    return Excerpt.sentence(message);
  }

  private static String text(byte[] payload) throws Refusal {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
    } catch (CharacterCodingException malformed) {
      throw new Refusal(
          Reason.INVALID_ENCODING, "The message is not UTF-8; a command is JSON in UTF-8.");
    }
    if (text.startsWith("\uFEFF")) {
      throw new Refusal(
          Reason.INVALID_ENCODING,
          "The message begins with a byte order mark; a command is JSON in UTF-8 without one.");
    }
    return text;
  }

  /** One pass over the tokens that looks at every limit before anything is built of them. */
  private static final class Walk {
    private final JsonParser parser;
    private final Deque<Set<String>> names = new ArrayDeque<>();
    private String member = "";

    Walk(JsonParser parser) {
      this.parser = parser;
    }

    void object() throws IOException, Refusal {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw new Refusal(
            Reason.INVALID_JSON,
            "The message is "
                + (first == null ? "blank" : "no JSON object")
                + "; a command is one, like {\"action\":\"update\",\"version\":\"1.0.6\"}.");
      }
      enter();
      while (!names.isEmpty()) {
        JsonToken token = parser.nextToken();
        if (token == null) {
          // Jackson reports the missing end itself.
          return;
        }
        token(token);
      }
      if (parser.nextToken() != null) {
        throw new Refusal(
            Reason.INVALID_JSON, "Something follows the object; a message is one command.");
      }
    }

    private void token(JsonToken token) throws IOException, Refusal {
      switch (token) {
        case START_OBJECT, START_ARRAY -> enter();
        case END_OBJECT, END_ARRAY -> names.pop();
        case FIELD_NAME -> name(parser.currentName());
        case VALUE_STRING -> string(parser.getText());
        default -> {}
      }
    }

    private void enter() throws Refusal {
      names.push(new HashSet<>());
      if (names.size() > MAX_DEPTH) {
        throw new Refusal(
            Reason.LIMITS_EXCEEDED,
            "The message is nested deeper than "
                + MAX_DEPTH
                + " levels, below "
                + Excerpt.quote(member)
                + ".");
      }
    }

    private void name(String name) throws Refusal {
      wellFormed(name);
      if (length(name) > MAX_NAME) {
        throw new Refusal(
            Reason.LIMITS_EXCEEDED,
            "The name "
                + Excerpt.quote(name)
                + " is longer than "
                + MAX_NAME
                + " characters, which is the limit.");
      }
      if (!names.element().add(name)) {
        throw new Refusal(
            Reason.DUPLICATE_KEY,
            Excerpt.quote(name) + " is there twice in one object; each name may occur once.");
      }
      if (names.size() == 1) {
        member = name;
      }
    }

    private void string(String value) throws Refusal {
      wellFormed(value);
      int limit = member.equals("jws") ? MAX_JWS : MAX_STRING;
      if (length(value) > limit) {
        throw new Refusal(
            Reason.LIMITS_EXCEEDED,
            Excerpt.quote(member)
                + " has a string longer than "
                + limit
                + " characters, which is the limit: "
                + Excerpt.quote(value)
                + ".");
      }
    }

    private static int length(String text) {
      return text.codePointCount(0, text.length());
    }

    /** An escape can name half a character, which no UTF-8 can hold when we say it back. */
    private static void wellFormed(String text) throws Refusal {
      if (text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
        throw new Refusal(
            Reason.INVALID_JSON,
            "The text "
                + Excerpt.quote(text)
                + " has half of a surrogate pair in it, which is no character.");
      }
    }
  }
}
