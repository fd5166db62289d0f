package ca.iotistic.agent.launcher;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What somebody at the command line asks the agent for.
 *
 * @param id unique, and fit for the name of an update
 * @param command as it would come over MQTT, with members of our own
 */
record Request(String id, ObjectNode command) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  static Request update(
      Optional<String> version, boolean force, Optional<Instant> at, boolean dryRun, Instant now) {
    Request request = of("update", now);
    version.ifPresent(wanted -> request.command.put("version", wanted));
    at.ifPresent(time -> request.command.put("scheduled_time", time.toString()));
    if (force) {
      request.command.put("force", true);
    }
    if (dryRun) {
      request.command.put("dry_run", true);
    }
    return request;
  }

  static Request rollback(Optional<String> backup, Instant now) {
    Request request = of("rollback", now);
    backup.ifPresent(name -> request.command.put("backup", name));
    return request;
  }

  static Request cancel(Instant now) {
    return of("cancel", now);
  }

  boolean cancels() {
    return command.path("action").asText().equals("cancel");
  }

  boolean rollsBack() {
    return command.path("action").asText().equals("rollback");
  }

  private static Request of(String action, Instant now) {
    String random =
        String.format(Locale.ROOT, "%06x", ThreadLocalRandom.current().nextInt(1 << 24));
    String id = "cli-" + TIME.format(now) + "-" + random;
    ObjectNode command = JsonNodeFactory.instance.objectNode();
    command.put("action", action);
    command.put("id", id);
    command.put("timestamp", now.toEpochMilli());
    return new Request(id, command);
  }
}
