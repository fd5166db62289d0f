package ca.iotistic.agent.command;

import ca.iotistic.agent.spi.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Messages that are no commands, every rule of the wire broken at least once. */
public final class MalformedCommands {
  private static final List<Malformed> ALL = new ArrayList<>();

  private MalformedCommands() {}

  /** One of them, and what it is refused for. */
  public record Malformed(String name, byte[] payload, Reason reason) {
    @Override
    public String toString() {
      return name;
    }
  }

  public static List<Malformed> all() {
    return List.copyOf(ALL);
  }

  private static void add(Reason reason, String name, String payload) {
    ALL.add(new Malformed(name, payload.getBytes(StandardCharsets.UTF_8), reason));
  }

  private static void add(Reason reason, String name, byte[] payload) {
    ALL.add(new Malformed(name, payload, reason));
  }

  private static void json(String name, String payload) {
    add(Reason.INVALID_JSON, name, payload);
  }

  private static void field(String name, String members) {
    add(Reason.INVALID_FIELD, name, update(members));
  }

  private static void version(String version) {
    add(
        Reason.INVALID_VERSION,
        "version " + version,
        "{\"action\":\"update\",\"version\":\"" + version + "\"}");
  }

  private static void time(String time) {
    add(
        Reason.INVALID_SCHEDULED_TIME,
        "scheduled_time " + time,
        update("\"scheduled_time\":\"" + time + "\""));
  }

  private static String update(String members) {
    return "{\"action\":\"update\",\"version\":\"1.0.6\"," + members + "}";
  }

  private static byte[] spliced(String hex) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("{\"action\":\"update\",\"note\":\"".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(HexFormat.of().parseHex(hex));
    out.writeBytes("\"}".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  static {
    sizes();
    encodings();
    syntax();
    duplicates();
    limits();
    actions();
    versions();
    times();
    fields();
  }

  private static void sizes() {
    add(
        Reason.PAYLOAD_TOO_LARGE,
        "one byte over 16 KiB",
        update("\"force\":true") + " ".repeat(16 * 1024 + 1 - update("\"force\":true").length()));
    add(Reason.PAYLOAD_TOO_LARGE, "17 KiB of zeros", new byte[17 * 1024]);
    add(Reason.PAYLOAD_TOO_LARGE, "200 KiB of brackets", "[".repeat(200 * 1024));
  }

  private static void encodings() {
    String good = update("\"force\":true");
    add(Reason.INVALID_ENCODING, "byte order mark", "\uFEFF" + good);
    add(Reason.INVALID_ENCODING, "UTF-16 with mark", good.getBytes(StandardCharsets.UTF_16));
    add(Reason.INVALID_ENCODING, "Latin-1", latin1());
    add(Reason.INVALID_ENCODING, "overlong slash", spliced("c0af"));
    add(Reason.INVALID_ENCODING, "overlong NUL", spliced("c080"));
    add(Reason.INVALID_ENCODING, "surrogate as bytes", spliced("eda080"));
    add(Reason.INVALID_ENCODING, "beyond Unicode", spliced("f4908080"));
    add(Reason.INVALID_ENCODING, "stray continuation", spliced("80"));
    add(Reason.INVALID_ENCODING, "cut character", spliced("e282"));
    add(Reason.INVALID_ENCODING, "0xff", spliced("ff"));
    add(Reason.INVALID_JSON, "half a pair in a value", update("\"note\":\"\\ud83d\""));
    add(Reason.INVALID_JSON, "half a pair in a name", update("\"\\ude00\":1"));
    json("UTF-16 without mark", new String(good.getBytes(StandardCharsets.UTF_16LE), ascii()));
  }

  private static byte[] latin1() {
    return update("\"note\":\"ü\"").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Charset ascii() {
    return StandardCharsets.US_ASCII;
  }

  private static void syntax() {
    json("not JSON", "update to 1.0.6");
    json("blank", "  \r\n");
    json("a list", "[{\"action\":\"update\"}]");
    json("a string", "\"update\"");
    json("a number", "1");
    json("null", "null");
    json("empty list", "[]");
    json("cut off", "{\"action\":\"update\",\"version\":\"1.0.6\"");
    json("cut off in a string", "{\"action\":\"upda");
    json("trailing comma", "{\"action\":\"update\",}");
    json("leading comma", "{,\"action\":\"update\"}");
    json("missing comma", "{\"action\":\"update\" \"version\":\"1.0.6\"}");
    json("missing colon", "{\"action\" \"update\"}");
    json("single quotes", "{'action':'update'}");
    json("bare name", "{action:\"update\"}");
    json("bare value", "{\"action\":update}");
    json("block comment", "{\"action\":\"update\"/* now */}");
    json("line comment", "{\"action\":\"update\"} // now");
    json("NaN", update("\"timestamp\":NaN"));
    json("Infinity", update("\"timestamp\":-Infinity"));
    json("leading zero", update("\"timestamp\":01"));
    json("leading plus", update("\"timestamp\":+1"));
    json("leading point", update("\"timestamp\":.5"));
    json("trailing point", update("\"timestamp\":5."));
    json("hexadecimal", update("\"timestamp\":0x10"));
    json("capital literal", update("\"force\":True"));
    json("raw line feed in a string", "{\"action\":\"up\ndate\"}");
    json("raw NUL in a string", "{\"action\":\"up\0date\"}");
    json("unknown escape", "{\"action\":\"\\x75pdate\"}");
    json("cut escape", "{\"action\":\"\\u00g0\"}");
    json("brackets that do not match", "{\"action\":\"update\"]");
    json("a second object", "{\"action\":\"update\"}{\"action\":\"cancel\"}");
    json("a bracket too many", "{\"action\":\"update\"}}");
    json("a word behind", "{\"action\":\"update\"} please");
    json("NUL behind", "{\"action\":\"update\"}\0");
    json("no-break space", "{\u00A0\"action\":\"update\"}");
    json("form feed", "{\f\"action\":\"update\"}");
  }

  private static void duplicates() {
    add(Reason.DUPLICATE_KEY, "action twice", "{\"action\":\"cancel\",\"action\":\"update\"}");
    add(Reason.DUPLICATE_KEY, "twice, once escaped", "{\"action\":\"x\",\"\\u0061ction\":\"x\"}");
    add(Reason.DUPLICATE_KEY, "twice and equal", update("\"version\":\"1.0.6\""));
    add(Reason.DUPLICATE_KEY, "twice inside", update("\"note\":{\"a\":1,\"b\":2,\"a\":3}"));
    add(Reason.DUPLICATE_KEY, "twice in a list", update("\"note\":[{\"a\":1,\"a\":1}]"));
  }

  private static void limits() {
    add(Reason.LIMITS_EXCEEDED, "depth 9", update("\"note\":" + nested(8)));
    add(Reason.LIMITS_EXCEEDED, "depth 5000", update("\"note\":" + nested(5000)));
    add(Reason.LIMITS_EXCEEDED, "name of 65", update("\"" + "n".repeat(65) + "\":1"));
    add(Reason.LIMITS_EXCEEDED, "string of 257", update("\"note\":\"" + "s".repeat(257) + "\""));
    add(Reason.LIMITS_EXCEEDED, "version of 257", "{\"version\":\"" + "1".repeat(257) + "\"}");
    add(Reason.LIMITS_EXCEEDED, "jws of 8193", update("\"jws\":\"" + "j".repeat(8193) + "\""));
    add(Reason.LIMITS_EXCEEDED, "deep jws", update("\"x\":{\"jws\":\"" + "j".repeat(257) + "\"}"));
    add(Reason.LIMITS_EXCEEDED, "number of 1001 digits", update("\"note\":" + "9".repeat(1001)));
  }

  private static String nested(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }

  private static void actions() {
    add(Reason.MISSING_FIELD, "no members", "{}");
    add(Reason.MISSING_FIELD, "no action", "{\"version\":\"1.0.6\"}");
    add(Reason.MISSING_FIELD, "action in capitals", "{\"ACTION\":\"update\"}");
    add(Reason.UNKNOWN_ACTION, "reboot", "{\"action\":\"reboot\"}");
    add(Reason.UNKNOWN_ACTION, "Update", "{\"action\":\"Update\"}");
    add(Reason.UNKNOWN_ACTION, "empty action", "{\"action\":\"\"}");
    add(Reason.UNKNOWN_ACTION, "action with a line feed", "{\"action\":\"update\\n\"}");
    add(Reason.INVALID_FIELD, "action is a number", "{\"action\":1}");
    add(Reason.INVALID_FIELD, "action is null", "{\"action\":null}");
    add(Reason.INVALID_FIELD, "action is a list", "{\"action\":[\"update\"]}");
  }

  private static void versions() {
    List.of(
            "",
            " ",
            "1",
            "1.0",
            "1.0.6.1",
            "01.0.6",
            "1.0.06",
            "1.0.6-01",
            "1.0.6-",
            "1.0.6+",
            "=1.0.6",
            "^1.0.6",
            "vv1.0.6",
            "V1.0.6",
            "v",
            " 1.0.6",
            "1.0.6 ",
            "1.0.x",
            "1.0.-6",
            "1.0.6-rc..1",
            "1.0.6-rc_1",
            "Latest",
            "vlatest",
            "../../etc",
            "1.0.6;reboot",
            "1.0.6\\n",
            "1.0.6\\u0000",
            "\\u0661.0.6")
        .forEach(MalformedCommands::version);
    add(Reason.INVALID_FIELD, "version is a number", "{\"action\":\"update\",\"version\":1.0}");
    add(Reason.INVALID_FIELD, "version is null", "{\"action\":\"update\",\"version\":null}");
    add(Reason.INVALID_FIELD, "version of a cancel", "{\"action\":\"cancel\",\"version\":7}");
  }

  private static void times() {
    List.of(
            "",
            "tomorrow",
            "2025-11-10",
            "2025-11-10T02:00:00",
            "2025-11-10 02:00:00Z",
            "2025-11-10T02Z",
            "2025-13-10T02:00:00Z",
            "2025-02-30T02:00:00Z",
            "2025-11-10T25:00:00Z",
            "2025-11-10T24:00:00Z",
            "2025-11-10T02:00:60Z",
            "2025-11-10T02:00:00+25:00",
            "2025-11-10T02:00:00[Europe/Berlin]",
            "2025-11-10T02:00:00 CET",
            "+12025-11-10T02:00:00Z",
            "1699564800000")
        .forEach(MalformedCommands::time);
    field("scheduled_time is a number", "\"scheduled_time\":1699564800000");
    field("scheduled_time is null", "\"scheduled_time\":null");
  }

  private static void fields() {
    field("force is a string", "\"force\":\"true\"");
    field("force is a number", "\"force\":1");
    field("force is null", "\"force\":null");
    field("timestamp is a string", "\"timestamp\":\"1699564800000\"");
    field("timestamp is a fraction", "\"timestamp\":1699564800000.5");
    field("timestamp has a point", "\"timestamp\":1699564800000.0");
    field("timestamp has an exponent", "\"timestamp\":1.7e12");
    field("timestamp is negative", "\"timestamp\":-1");
    field("timestamp is huge", "\"timestamp\":99999999999999999999");
    field("timestamp has an endless exponent", "\"timestamp\":1e999999999");
    field("expires is a number", "\"expires\":1699564800");
    field("expires is no time", "\"expires\":\"soon\"");
    field("id is a number", "\"id\":7");
    field("id is empty", "\"id\":\"\"");
    field("id is blank", "\"id\":\"   \"");
    field("id of 129", "\"id\":\"" + "i".repeat(129) + "\"");
    field("id with a line feed", "\"id\":\"a\\nb\"");
    field("id that turns the text", "\"id\":\"a\\u202eb\"");
    field("digest is a number", "\"digest\":1");
    field("digest is no digest", "\"digest\":\"1.0.6\"");
    field("digest too short", "\"digest\":\"sha256:abc\"");
    field("digest in capitals", "\"digest\":\"sha256:" + "A".repeat(64) + "\"");
    field("digest of another kind", "\"digest\":\"md5:" + "a".repeat(32) + "\"");
    field("digests are none", "\"digest\":{}");
    field("digests are numbers", "\"digest\":{\"linux-amd64\":1}");
    field("digests are wrong", "\"digest\":{\"linux-amd64\":\"abc\"}");
    field("digests are a list", "\"digest\":[\"sha256:" + "a".repeat(64) + "\"]");
    field("jws is a number", "\"jws\":1");
    field("jws is an empty list", "\"jws\":[]");
    field("five jws", "\"jws\":[\"a\",\"b\",\"c\",\"d\",\"e\"]");
    field("jws is a list of numbers", "\"jws\":[1]");
    field("jws is an object", "\"jws\":{\"a\":\"b\"}");
  }
}
