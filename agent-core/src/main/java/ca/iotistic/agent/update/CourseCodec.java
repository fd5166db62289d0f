package ca.iotistic.agent.update;

import ca.iotistic.agent.spi.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The part of the journal that tells what has happened, and the failures in the history. */
final class CourseCodec {
  private CourseCodec() {}

  static void write(ObjectNode tree, Course course) {
    tree.put("touched", course.touched());
    tree.put("confirm", course.confirm());
    tree.put("nonce", course.nonce());
    tree.put("prolonged", course.prolonged());
    writeFailure(tree, course.failure());
    Json.put(tree, "warning", course.warning());
    tree.put("downtime_ms", course.downtime().toMillis());
    tree.put("took_ms", course.took().toMillis());
    ArrayNode trail = tree.putArray("trail");
    for (Course.Step step : course.trail()) {
      trail.addObject().put("phase", step.phase().name()).put("at", step.at().toString());
    }
  }

  static Course read(ObjectNode tree) throws IOException {
    List<Course.Step> trail = new ArrayList<>();
    for (JsonNode step : tree.path("trail")) {
      if (step instanceof ObjectNode object) {
        trail.add(
            new Course.Step(
                Json.constant(Phase.class, object, "phase"), Json.instant(object, "at")));
      }
    }
    return new Course(
        tree.path("touched").asBoolean(),
        tree.path("confirm").asBoolean(),
        Json.text(tree, "nonce"),
        tree.path("prolonged").asBoolean(),
        readFailure(tree),
        Json.optional(tree, "warning"),
        EntryCodec.millis(tree, "downtime_ms"),
        EntryCodec.millis(tree, "took_ms"),
        trail);
  }

  static void writeFailure(ObjectNode tree, Optional<Failure> failure) {
    if (failure.isEmpty()) {
      tree.putNull("failure");
      return;
    }
    ObjectNode node = tree.putObject("failure");
    node.put("reason", failure.get().reason().wire());
    node.put("error", failure.get().error());
    node.put("phase", failure.get().phase().name());
    Json.putAll(node, "log_tail", failure.get().logTail());
  }

  static Optional<Failure> readFailure(ObjectNode tree) throws IOException {
    Optional<ObjectNode> node = Json.optionalChild(tree, "failure");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Failure(
            reason(Json.text(node.get(), "reason")),
            Json.text(node.get(), "error"),
            Json.constant(Phase.class, node.get(), "phase"),
            Json.list(node.get(), "log_tail")));
  }

  /** A newer version may know reasons that this one does not. */
  private static Reason reason(String wire) {
    return Arrays.stream(Reason.values())
        .filter(reason -> reason.wire().equals(wire))
        .findFirst()
        .orElse(Reason.INTERNAL_ERROR);
  }
}
