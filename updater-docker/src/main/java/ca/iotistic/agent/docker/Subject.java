package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * A container that is to be created again, with all that decides whether and how.
 *
 * @param container as inspected
 * @param image the image it was created from, as inspected by id; empty if it is gone
 * @param others every other container, as inspected
 * @param info what the engine says of itself
 * @param apiVersion with which all of this was asked, and with which it will be created
 */
record Subject(
    JsonNode container,
    Optional<JsonNode> image,
    List<JsonNode> others,
    JsonNode info,
    String apiVersion) {
  Subject {
    others = List.copyOf(others);
  }
}
