package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What to send to the engine to create the same container from another image: what the user set,
 * and not what came from the old image.
 */
final class ContainerSpec {
  /**
   * Labels with this name or below it ({@code ca.iotistic.update.…}) belong to one update: they are
   * not copied and not compared.
   */
  static final String UPDATE_LABEL = "ca.iotistic.update";

  private final ObjectNode config;
  private final ObjectNode host;
  private final ObjectNode endpointsAtCreation;
  private final SortedMap<String, ObjectNode> networksToConnect;
  private final JsonNode restartPolicy;

  private ContainerSpec(Subject subject, ObjectNode config) {
    Endpoints endpoints = new Endpoints(subject.container(), subject.apiVersion());
    this.config = config;
    this.host = HostSettings.of(subject);
    this.endpointsAtCreation = endpoints.atCreation();
    this.networksToConnect = endpoints.afterCreation();
    this.restartPolicy = subject.container().path("HostConfig").path("RestartPolicy");
    HostName.leaveToEngine(config, subject.container(), subject.info());
    if (Neighbours.shared(host, "NetworkMode").isPresent()) {
      // The engine refuses ports where another container's network is used.
      config.remove("ExposedPorts");
    }
    if (endpoints.allAtOnce()) {
      config.remove("MacAddress");
    }
  }

  /**
   * Takes the container apart and proves that the parts make it whole again.
   *
   * @throws UpdateException if a check of {@link Recreation} refuses it, or if what the user set,
   *     merged with the old image, is not what the engine shows: creating it again would change it
   */
  static ContainerSpec of(Subject subject) throws UpdateException {
    for (Check check : Recreation.checks(subject)) {
      Optional<Reason> refusal = check.refusal();
      if (refusal.isPresent()) {
        throw new UpdateException(refusal.get(), check.what() + "; " + check.cure());
      }
    }
    JsonNode container = subject.container().path("Config");
    JsonNode image = imageConfig(subject.image().orElse(MissingNode.getInstance()));
    ObjectNode user = userSet(subject);
    List<String> lost =
        Differences.between(
            "Config",
            Canonical.config(container),
            Canonical.config(ImageDefaults.merged(user, image)));
    if (!lost.isEmpty()) {
      throw new UpdateException(
          Reason.ROLLBACK_NOT_PROVEN,
          "container "
              + Neighbours.name(subject.container())
              + " cannot be created again as it is: "
              + String.join("; ", lost)
              + "; create it anew by docker run or docker compose, then updates work");
    }
    return new ContainerSpec(subject, user);
  }

  /** Of Config, what did not come from the image. */
  static ObjectNode userSet(Subject subject) {
    JsonNode container = subject.container();
    return ImageDefaults.userSet(
        container.path("Config"),
        imageConfig(subject.image().orElse(MissingNode.getInstance())),
        Json.names(container.path("HostConfig").path("PortBindings")));
  }

  static JsonNode imageConfig(JsonNode image) {
    return image.path("Config");
  }

  static boolean ofOneUpdate(String label) {
    return label.equals(UPDATE_LABEL) || label.startsWith(UPDATE_LABEL + ".");
  }

  /**
   * The body for {@link Engine#create}, with the restart policy {@code no}.
   *
   * @param image the reference to create from
   * @param labels to add
   */
  ObjectNode createBody(String image, Map<String, String> labels) {
    ObjectNode body = config.deepCopy();
    body.put("Image", image);
    ObjectNode all = body.withObject("/Labels");
    Json.names(all).stream().filter(ContainerSpec::ofOneUpdate).forEach(all::remove);
    labels.forEach(all::put);
    body.set("HostConfig", host.deepCopy());
    if (!endpointsAtCreation.isEmpty()) {
      ObjectNode networking = Json.object();
      networking.set("EndpointsConfig", endpointsAtCreation.deepCopy());
      body.set("NetworkingConfig", networking);
    }
    return body;
  }

  /** The networks to connect after the creation and before the start, in this order. */
  SortedMap<String, ObjectNode> networksToConnect() {
    return networksToConnect;
  }

  /** The restart policy of the old one, to be set when the new one is in charge. */
  JsonNode restartPolicy() {
    return restartPolicy;
  }
}
