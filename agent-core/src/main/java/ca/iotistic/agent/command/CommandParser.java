package ca.iotistic.agent.command;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Version;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the commands of the wire, strictly: a member that is known is right or the whole command is
 * refused, whatever the action; a member that is unknown is ignored, inside the limits. No
 * exception leaves it, and it keeps nothing of what it read.
 */
public final class CommandParser {
  private static final Logger log = LoggerFactory.getLogger(CommandParser.class);
  private static final Set<String> ACTIONS = Set.of("update", "cancel", "rollback", "report");
  private static final String ALLOWED = "\"update\", \"cancel\", \"rollback\" or \"report\"";
  private static final int MAX_ID = 128;
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private CommandParser() {}

  public static Parsed parse(byte[] payload) {
    if (payload.length == 0) {
      return new Parsed.Cleared();
    }
    Optional<String> id = Optional.empty();
    try {
      Members members = new Members(StrictJson.object(payload));
      id = members.member("id").filter(CommandParser::isId).map(JsonNode::textValue);
      return new Parsed.Accepted(command(members), StrictJson.hash(members.object()));
    } catch (Refusal refusal) {
      return new Parsed.Refused(refusal.reason(), refusal.error(), id);
    } catch (RuntimeException bug) {
      // A message that fells the reader would come again at every connect, for ever.
      log.error("update command could not be read, please report this", bug);
      return new Parsed.Refused(
          Reason.INVALID_JSON, "The message could not be read, for a fault of the agent.", id);
    }
  }

  private static Command command(Members members) throws Refusal {
    String action = action(members);
    Optional<String> id = id(members);
    Optional<Long> timestamp = members.milliseconds("timestamp");
    Optional<Instant> expires = members.moment("expires", Reason.INVALID_FIELD);
    Command.Update update =
        new Command.Update(
            id,
            timestamp,
            expires,
            request(members),
            members.flag("force"),
            members.moment("scheduled_time", Reason.INVALID_SCHEDULED_TIME));
    signature(members);
    return switch (action) {
      case "rollback" -> new Command.Rollback(id, timestamp, expires);
      case "cancel" -> new Command.Cancel(id, timestamp, expires);
      case "report" -> new Command.Report(id, timestamp, expires);
      default -> update;
    };
  }

  private static String action(Members members) throws Refusal {
    Optional<String> action = members.string("action");
    if (action.isEmpty()) {
      throw new Refusal(Reason.MISSING_FIELD, "\"action\" is missing; it is " + ALLOWED + ".");
    }
    if (!ACTIONS.contains(action.get())) {
      throw new Refusal(
          Reason.UNKNOWN_ACTION,
          "\"action\" is " + Excerpt.quote(action.get()) + ", but must be " + ALLOWED + ".");
    }
    return action.get();
  }

  private static Optional<String> id(Members members) throws Refusal {
    Optional<JsonNode> value = members.member("id");
    if (value.isPresent() && !isId(value.get())) {
      throw Members.wrong(
          "id",
          value.get(),
          "must be a string of 1 to " + MAX_ID + " characters, none of them invisible");
    }
    return value.map(JsonNode::textValue);
  }

  private static boolean isId(JsonNode value) {
    String text = value.isTextual() ? value.textValue() : "";
    return !text.isBlank()
        && text.codePointCount(0, text.length()) <= MAX_ID
        && !INVISIBLE.matcher(text).find();
  }

  private static Request request(Members members) throws Refusal {
    String version = version(members.string("version").orElse(Request.LATEST));
    Optional<JsonNode> digest = members.member("digest");
    if (digest.isEmpty()) {
      return Request.of(version);
    }
    if (digest.get().isObject()) {
      return new Request(version, Optional.empty(), digests(digest.get()));
    }
    return new Request(version, Optional.of(digest("digest", digest.get())));
  }

  private static String version(String text) throws Refusal {
    if (text.equals(Request.LATEST)) {
      return text;
    }
    return Version.parse(text)
        .map(Version::text)
        .orElseThrow(
            () ->
                new Refusal(
                    Reason.INVALID_VERSION,
                    "\"version\" is "
                        + Excerpt.quote(text)
                        + ", but must be \"latest\" or a version as SemVer 2.0 has it, like 1.0.6"
                        + " or 1.1.0-rc.1."));
  }

  private static Map<String, String> digests(JsonNode object) throws Refusal {
    Map<String, String> digests = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      digests.put(entry.getKey(), digest("digest." + entry.getKey(), entry.getValue()));
    }
    if (digests.isEmpty()) {
      throw Members.wrong("digest", object, "must name at least one platform, like linux-amd64");
    }
    return digests;
  }

  private static String digest(String name, JsonNode value) throws Refusal {
    if (!value.isTextual() || !DIGEST.matcher(value.textValue()).matches()) {
      throw Members.wrong(
          name, value, "must be \"sha256:\" and 64 hexadecimal digits in lower case");
    }
    return value.textValue();
  }

  /** Only its shape; what it says is for those who know the keys. */
  private static void signature(Members members) throws Refusal {
    Optional<JsonNode> jws = members.member("jws");
    if (jws.isEmpty() || jws.get().isTextual()) {
      return;
    }
    boolean list = jws.get().isArray() && jws.get().size() >= 1 && jws.get().size() <= 4;
    for (JsonNode each : jws.get()) {
      list &= each.isTextual();
    }
    if (!list) {
      throw Members.wrong("jws", jws.get(), "must be a string or a list of 1 to 4 strings");
    }
  }
}
