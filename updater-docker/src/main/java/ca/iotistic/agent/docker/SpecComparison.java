package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Whether the engine made of a {@link ContainerSpec} what was meant. */
@SuppressWarnings("DoNotCallSuggester") // Signatures only, to be filled.
final class SpecComparison {
  private SpecComparison() {}

  /**
   * Compares a new container, created and not started, with the old one: value for value, but for
   * what must change (name, ids, image, restart policy) and for what follows the new image.
   *
   * @return a line for each field that is lost or changed: its name, the value wanted, the value
   *     found; none if it is the same container
   */
  static List<String> differences(Subject old, JsonNode newContainer, JsonNode newImage) {
    throw new UnsupportedOperationException();
  }
}
