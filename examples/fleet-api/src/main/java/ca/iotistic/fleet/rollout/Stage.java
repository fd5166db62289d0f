package ca.iotistic.fleet.rollout;

import ca.iotistic.agent.io.Durations;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A part of a rollout.
 *
 * @param percent of the devices that no tag has taken; or
 * @param tag all devices that have it
 * @param soak how long to watch after the last one has ended, before the next stage
 */
record Stage(Optional<Integer> percent, Optional<String> tag, Duration soak) {
  private static final int MOST = 20;

  Stage {
    if (percent.isPresent() == tag.isPresent()) {
      throw new IllegalArgumentException(
          "a stage has either \"percent\" or \"tag\", and \"soak\" if it is to be watched");
    }
    if (percent.filter(p -> p < 1 || p > 100).isPresent()) {
      throw new IllegalArgumentException("\"percent\" of a stage must be a number of 1 to 100");
    }
  }

  /** Ten per cent, fifty, the remaining forty. */
  static List<Stage> usual() {
    return List.of(
        new Stage(Optional.of(10), Optional.empty(), Duration.ofHours(24)),
        new Stage(Optional.of(50), Optional.empty(), Duration.ofHours(12)),
        new Stage(Optional.of(40), Optional.empty(), Duration.ZERO));
  }

  /** Reads them; throws IllegalArgumentException with the rule that is broken. */
  static List<Stage> read(JsonNode json) {
    if (!json.isArray() || json.isEmpty() || json.size() > MOST) {
      throw new IllegalArgumentException("\"stages\" must be a list of 1 to " + MOST + " stages");
    }
    List<Stage> stages = new ArrayList<>();
    for (JsonNode one : json) {
      stages.add(stage(one));
    }
    int sum = stages.stream().mapToInt(stage -> stage.percent().orElse(0)).sum();
    if (sum != 100 && sum != 0) {
      throw new IllegalArgumentException(
          "the \"percent\" of the stages add up to " + sum + ": make it 100");
    }
    return stages;
  }

  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    percent.ifPresent(value -> json.put("percent", value));
    tag.ifPresent(value -> json.put("tag", value));
    return json.put("soak", Durations.format(soak));
  }

  private static Stage stage(JsonNode json) {
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!List.of("percent", "tag", "soak").contains(name)) {
                throw new IllegalArgumentException(
                    "a stage has \"percent\", \"tag\" and \"soak\", but no \"" + name + "\"");
              }
            });
    JsonNode percent = json.path("percent");
    JsonNode tag = json.path("tag");
    JsonNode soak = json.path("soak");
    if (!(percent.isMissingNode() || percent.isInt())
        || !(tag.isMissingNode() || tag.isTextual())
        || !(soak.isMissingNode() || soak.isTextual())) {
      throw new IllegalArgumentException(
          "a stage is like {\"percent\":10,\"soak\":\"24h\"} or {\"tag\":\"staging\",\"soak\":\"24h\"}");
    }
    return new Stage(
        percent.isInt() ? Optional.of(percent.intValue()) : Optional.empty(),
        tag.isTextual() ? Optional.of(tag.textValue()) : Optional.empty(),
        soak.isTextual() ? Durations.parse(soak.textValue()) : Duration.ZERO);
  }
}
