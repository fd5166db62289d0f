package ca.iotistic.agent.update;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;

/** Between an outcome and its tree. */
final class OutcomeCodec {
  private OutcomeCodec() {}

  static ObjectNode write(Outcome outcome) {
    ObjectNode tree = Json.object();
    tree.put("format", EntryCodec.FORMAT);
    tree.put("id", outcome.id());
    tree.put("updater", outcome.updater());
    tree.put("from", outcome.from());
    tree.put("to", outcome.to());
    tree.put("digest", outcome.digest());
    CourseCodec.writeFailure(tree, outcome.failure());
    tree.put("rolled_back", outcome.rolledBack());
    tree.put("needs_person", outcome.needsPerson());
    Json.put(tree, "instead", outcome.instead());
    tree.put("dry_run", outcome.dryRun());
    tree.put("started_at", outcome.startedAt().toString());
    tree.put("took_ms", outcome.took().toMillis());
    tree.put("downtime_ms", outcome.downtime().toMillis());
    Json.put(tree, "warning", outcome.warning());
    return tree;
  }

  static Outcome read(ObjectNode tree) throws IOException {
    return new Outcome(
        Json.text(tree, "id"),
        Json.text(tree, "updater"),
        Json.text(tree, "from"),
        Json.text(tree, "to"),
        Json.text(tree, "digest"),
        CourseCodec.readFailure(tree),
        tree.path("rolled_back").asBoolean(),
        instead(tree),
        tree.path("dry_run").asBoolean(),
        Json.instant(tree, "started_at"),
        EntryCodec.millis(tree, "took_ms"),
        EntryCodec.millis(tree, "downtime_ms"),
        Json.optional(tree, "warning"));
  }

  /** Lines from before that was told have the flag only. */
  private static Optional<String> instead(ObjectNode tree) {
    return tree.path("needs_person").asBoolean()
        ? Optional.of(tree.path("instead").asText(tree.path("from").asText()))
        : Optional.empty();
  }
}
