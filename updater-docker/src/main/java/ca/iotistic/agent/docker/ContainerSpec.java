package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.SortedMap;

/**
 * What to send to the engine to create the same container from another image: what the user set,
 * and not what came from the old image.
 */
@SuppressWarnings("DoNotCallSuggester") // Signatures only, to be filled.
final class ContainerSpec {
  /**
   * Labels with this name or below it ({@code ca.iotistic.update.…}) belong to one update: they are
   * not copied and not compared.
   */
  static final String UPDATE_LABEL = "ca.iotistic.update";

  private ContainerSpec() {}

  /**
   * Takes the container apart and proves that the parts make it whole again.
   *
   * @throws UpdateException if a check of {@link Recreation} refuses it, or if what the user set,
   *     merged with the old image, is not what the engine shows: creating it again would change it
   */
  static ContainerSpec of(Subject subject) throws UpdateException {
    throw new UnsupportedOperationException();
  }

  /**
   * The body for {@link Engine#create}, with the restart policy {@code no}.
   *
   * @param image the reference to create from
   * @param labels to add
   */
  ObjectNode createBody(String image, Map<String, String> labels) {
    throw new UnsupportedOperationException();
  }

  /** The networks to connect after the creation and before the start, in this order. */
  SortedMap<String, ObjectNode> networksToConnect() {
    throw new UnsupportedOperationException();
  }

  /** The restart policy of the old one, to be set when the new one is in charge. */
  JsonNode restartPolicy() {
    throw new UnsupportedOperationException();
  }
}
