package ca.iotistic.fleet.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A page of a list; {@code next} is the cursor of the one after it, null at the end. */
final class Pages {
  private Pages() {}

  /**
   * One that may have one too many.
   *
   * @param key the member that is the cursor
   */
  static ObjectNode of(String name, List<ObjectNode> rows, int limit, String key) {
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    page.putArray(name).addAll(rows.subList(0, Math.min(rows.size(), limit)));
    if (rows.size() > limit) {
      page.put("next", rows.get(limit - 1).path(key).asText());
    } else {
      page.putNull("next");
    }
    return page;
  }
}
