package ca.iotistic.agent.update;

import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Between an entry and its tree. What a newer version has added to the tree stays in it. */
final class EntryCodec {
  static final int FORMAT = 1;

  /** Their members are values, not a shape of ours. */
  private static final Set<String> MAPS = Set.of("settings", "locator", "state");

  private EntryCodec() {}

  /**
   * The tree of an entry.
   *
   * @param base what is replaced: its unknown members are kept
   */
  static ObjectNode write(Entry entry, Optional<ObjectNode> base) {
    ObjectNode tree = Json.object();
    Position position = entry.position();
    tree.put("format", FORMAT);
    tree.put("id", entry.id());
    tree.put("phase", position.phase().name());
    tree.put("owner", position.owner().name());
    tree.put("generation", position.generation());
    tree.put("restarts", position.restarts());
    tree.put("boots", position.boots());
    writeJob(tree.putObject("job"), entry.job());
    writeStrategy(tree.putObject("strategy"), entry.strategy());
    tree.put("started_at", entry.startedAt().toString());
    ObjectNode previous = tree.putObject("previous");
    previous.put("version", entry.previous().version());
    previous.put("identity", entry.previous().identity());
    previous.put("self", entry.previous().self());
    if (entry.release().isPresent()) {
      writeRelease(tree.putObject("release"), entry.release().get());
    } else {
      tree.putNull("release");
    }
    ObjectNode prepared = tree.putObject("prepared");
    prepared.put("identity", entry.prepared().identity());
    Json.putAll(prepared, "state", entry.prepared().state());
    CourseCodec.write(tree, entry.course());
    base.ifPresent(old -> keepUnknown(tree, old));
    return tree;
  }

  static Entry read(ObjectNode tree) throws IOException {
    ObjectNode previous = Json.child(tree, "previous");
    ObjectNode prepared = Json.child(tree, "prepared");
    Optional<ObjectNode> release = Json.optionalChild(tree, "release");
    return new Entry(
        readJob(Json.text(tree, "id"), Json.child(tree, "job")),
        readStrategy(Json.child(tree, "strategy")),
        Json.instant(tree, "started_at"),
        new Installed(
            Json.text(previous, "version"),
            Json.text(previous, "identity"),
            previous.path("self").asBoolean()),
        release.isPresent() ? Optional.of(readRelease(release.get())) : Optional.empty(),
        new Prepared(Json.text(prepared, "identity"), Json.map(prepared, "state")),
        new Position(
            Json.constant(Phase.class, tree, "phase"),
            Json.constant(Owner.class, tree, "owner"),
            tree.path("generation").asLong(),
            tree.path("restarts").asInt(),
            tree.path("boots").asInt()),
        CourseCodec.read(tree));
  }

  private static void writeJob(ObjectNode tree, Job job) {
    tree.put("version", job.request().version());
    Json.put(tree, "digest", job.request().digest());
    Json.put(tree, "backup", job.backup());
    tree.put("force", job.force());
    tree.put("dry_run", job.dryRun());
    Json.put(tree, "scheduled_time", job.scheduledTime());
    Json.put(tree, "expires", job.expires());
  }

  private static Job readJob(String id, ObjectNode tree) throws IOException {
    return new Job(
        id,
        new Request(Json.text(tree, "version"), Json.optional(tree, "digest")),
        Json.optional(tree, "backup"),
        tree.path("force").asBoolean(),
        tree.path("dry_run").asBoolean(),
        Json.optionalInstant(tree, "scheduled_time"),
        Json.optionalInstant(tree, "expires"));
  }

  private static void writeStrategy(ObjectNode tree, Strategy strategy) {
    tree.put("id", strategy.id());
    tree.put("provider", strategy.provider());
    Json.putAll(tree, "settings", strategy.settings());
    tree.put("agent_version", strategy.agentVersion());
    tree.put("backups_kept", strategy.backupsKept());
    Json.putAll(tree, "switcher", strategy.switcher());
  }

  private static Strategy readStrategy(ObjectNode tree) throws IOException {
    return new Strategy(
        Json.text(tree, "id"),
        Json.text(tree, "provider"),
        Json.map(tree, "settings"),
        Json.text(tree, "agent_version"),
        tree.path("backups_kept").asInt(),
        Json.list(tree, "switcher"));
  }

  private static void writeRelease(ObjectNode tree, Release release) {
    tree.put("version", release.version());
    tree.put("digest", release.digest());
    tree.put("size", release.size());
    Json.putAll(tree, "locator", release.locator());
  }

  private static Release readRelease(ObjectNode tree) throws IOException {
    return new Release(
        Json.text(tree, "version"),
        Json.text(tree, "digest"),
        tree.path("size").asLong(),
        Json.map(tree, "locator"));
  }

  private static void keepUnknown(ObjectNode tree, ObjectNode old) {
    List<Map.Entry<String, JsonNode>> members = new ArrayList<>(old.properties());
    for (Map.Entry<String, JsonNode> member : members) {
      if (!tree.has(member.getKey())) {
        tree.set(member.getKey(), member.getValue());
      } else if (!MAPS.contains(member.getKey())
          && tree.path(member.getKey()) instanceof ObjectNode mine
          && member.getValue() instanceof ObjectNode theirs) {
        keepUnknown(mine, theirs);
      }
    }
  }

  /** Whole milliseconds; the journal needs no more. */
  static Duration millis(ObjectNode tree, String name) {
    return Duration.ofMillis(tree.path(name).asLong());
  }
}
