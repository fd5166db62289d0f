package ca.iotistic.agent.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.Optional;

/**
 * One look at how far a request is.
 *
 * @param verdict if it has ended
 * @param phase of the request if it is in flight, in capitals, else empty
 * @param flight the journal, of whatever update
 * @param local what the device says of itself
 * @param lies whether the agent has not taken it yet
 */
record Sight(
    Optional<Verdict> verdict, String phase, JsonNode flight, JsonNode local, boolean lies) {

  static Sight of(AgentFiles files, Request request) throws IOException {
    // In this order: what has left the inbox is in one of the others already.
    boolean lies = files.lies(request);
    JsonNode flight = node(files.journal());
    JsonNode local = node(files.local());
    // The journal may have an id of its own for it; the device says whose update is in flight.
    boolean ours =
        flight.path("id").asText().equals(request.id())
            || local.path("update").path("update_id").asText().equals(request.id());
    return new Sight(
        verdict(files, local.path("last"), request),
        ours ? flight.path("phase").asText() : "",
        flight,
        local,
        lies);
  }

  /** The agent, or the switcher, has work to do that this request may have to wait for. */
  boolean busy() {
    return flight.isObject();
  }

  /** What the journal calls an update says nothing about whose it is. */
  boolean busyWithAnother(String id) {
    String current = local.path("update").path("update_id").asText();
    return busy() && (lies || (!current.isEmpty() && !current.equals(id)));
  }

  boolean handedOver() {
    return flight.path("owner").asText().equals("SWITCHER");
  }

  /** Whether the device says that the request is on its list. */
  boolean knows(String id) {
    return local.path("update").path("update_id").asText().equals(id) || scheduled(id);
  }

  boolean scheduled(String id) {
    return local.path("scheduled").path("update_id").asText().equals(id);
  }

  private static Optional<Verdict> verdict(AgentFiles files, JsonNode last, Request request)
      throws IOException {
    if (last.path("update_id").asText().equals(request.id())) {
      return Optional.of(Verdicts.of(request, last));
    }
    String job = files.jobId(request.id());
    return files.history().stream()
        .filter(line -> line.path("id").asText().equals(job))
        .findFirst()
        .map(Verdicts::ofHistory);
  }

  private static JsonNode node(Optional<? extends JsonNode> tree) {
    return tree.isPresent() ? tree.get() : MissingNode.getInstance();
  }
}
