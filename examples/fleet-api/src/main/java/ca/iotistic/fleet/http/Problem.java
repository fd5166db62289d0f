package ca.iotistic.fleet.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** What is wrong with a call, as RFC 9457 has it; ends the call and its transaction. */
final class Problem extends RuntimeException {
  static final String CONTENT_TYPE = "application/problem+json";
  private static final long serialVersionUID = 1;
  private static final String TYPE = "urn:iotistic:fleet:";

  private final int status;
  private final String type;
  private final String title;
  private final transient Map<String, String> more;

  Problem(int status, String type, String title, String detail) {
    this(status, type, title, detail, Map.of());
  }

  Problem(int status, String type, String title, String detail, Map<String, String> more) {
    super(detail, null, false, false);
    this.status = status;
    this.type = type;
    this.title = title;
    this.more = Map.copyOf(more);
  }

  static Problem invalid(String detail) {
    return new Problem(400, "invalid-request", "The request is not valid", detail);
  }

  static Problem noDevice(String uuid) {
    return new Problem(
        404,
        "no-such-device",
        "No such device",
        "No device is registered as \"" + uuid + "\": POST /api/v1/devices registers one.");
  }

  static Problem notThere(String what) {
    return new Problem(404, "not-found", "Not found", what);
  }

  int status() {
    return status;
  }

  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", TYPE + type);
    json.put("title", title);
    json.put("status", status);
    json.put("detail", getMessage());
    more.forEach(json::put);
    return json;
  }
}
