package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What prepare has laid ready: all that the second half needs to know.
 *
 * @param target the name of the one in charge
 * @param oldId container id
 * @param newId container id
 * @param oldImage image id
 * @param newImage image id
 * @param policy the restart policy of the old one, before anybody parked it
 * @param reference what the new one was created from, {@code REPO:VERSION}
 * @param warning what an operator should know although it succeeds, or empty
 */
record Plan(
    String target,
    String oldId,
    String newId,
    String oldImage,
    String newImage,
    JsonNode policy,
    String reference,
    String warning) {

  /** The member of {@link Prepared#state()} that holds the warning. */
  static final String WARNING = "warning";

  Prepared prepared() {
    Map<String, String> state = new TreeMap<>();
    state.put("target", target);
    state.put("old", oldId);
    state.put("new", newId);
    state.put("old_image", oldImage);
    state.put("restart_policy", policy.toString());
    state.put("reference", reference);
    if (!warning.isEmpty()) {
      state.put(WARNING, warning);
    }
    return new Prepared(newImage, state);
  }

  /** As journaled. The members are part of the hand-over between two versions: only add. */
  static Plan of(Update update) throws UpdateException {
    Map<String, String> state = update.prepared().state();
    return new Plan(
        member(state, "target"),
        member(state, "old"),
        member(state, "new"),
        member(state, "old_image"),
        update.prepared().identity(),
        tree(member(state, "restart_policy")),
        member(state, "reference"),
        state.getOrDefault(WARNING, ""));
  }

  private static String member(Map<String, String> state, String name) throws UpdateException {
    String value = state.get(name);
    if (value == null || value.isEmpty()) {
      throw new UpdateException(
          Reason.INTERNAL_ERROR, "the journal does not say \"" + name + "\" of what was prepared");
    }
    return value;
  }

  private static JsonNode tree(String text) throws UpdateException {
    try {
      return Json.MAPPER.readTree(text);
    } catch (IOException broken) {
      throw new UpdateException(
          Reason.INTERNAL_ERROR, "the journal holds a broken restart policy: " + text, broken);
    }
  }
}
