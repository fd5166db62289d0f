package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;

/** Members of a tree by their path. What is not there is empty, as the engine has it too. */
final class Fields {
  private Fields() {}

  static JsonNode at(JsonNode tree, String... path) {
    JsonNode node = tree;
    for (String member : path) {
      node = node.path(member);
    }
    return node;
  }

  static String text(JsonNode tree, String... path) {
    JsonNode node = at(tree, path);
    return node.isNull() ? "" : node.asText("");
  }

  static boolean is(JsonNode tree, String... path) {
    return at(tree, path).asBoolean(false);
  }
}
