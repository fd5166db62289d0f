package ca.iotistic.agent;

import ca.iotistic.agent.io.Durations;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The operator's hooks.
 *
 * @param beforeActivate asked before the switch; empty if there is none
 * @param afterCommit run after an update; empty if there is none
 * @param every how long after "not now" it is asked again
 * @param deadline for how long an update may be put off
 */
record HookSettings(
    List<String> beforeActivate, List<String> afterCommit, Duration every, Duration deadline) {
  private static final ObjectMapper JSON = new ObjectMapper();

  HookSettings {
    beforeActivate = List.copyOf(beforeActivate);
    afterCommit = List.copyOf(afterCommit);
  }

  /**
   * From {@code hooks.*} of the configuration. A command is a JSON list of strings.
   *
   * @throws IllegalArgumentException that names the key, its value and what is allowed
   */
  static HookSettings from(Settings settings) {
    return new HookSettings(
        command(settings, "hooks.before_activate"),
        command(settings, "hooks.after_commit"),
        settings.duration("hooks.every", Duration.ofMinutes(1)),
        settings.duration("hooks.deadline", Duration.ofHours(1)));
  }

  private static List<String> command(Settings settings, String key) {
    String value = settings.get(key).orElse("[]");
    try {
      JsonNode list = JSON.readTree(value);
      List<String> words = new ArrayList<>();
      list.forEach(word -> words.add(word.asText()));
      if (list.isArray() && words.stream().noneMatch(String::isBlank)) {
        return words;
      }
    } catch (IOException notJson) {
      throw new IllegalArgumentException(wrong(key, value), notJson);
    }
    throw new IllegalArgumentException(wrong(key, value));
  }

  private static String wrong(String key, String value) {
    return key + ": \"" + value + "\" is not a JSON list of a program and its arguments";
  }

  String deadlineText() {
    return Durations.format(deadline);
  }
}
