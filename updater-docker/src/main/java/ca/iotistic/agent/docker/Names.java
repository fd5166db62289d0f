package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Update;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names and labels on the engine. All names come from the target's name and the update, never from
 * the clock, so that whoever goes on after a crash finds what was there.
 *
 * @param target the name that the one in charge has
 */
record Names(String target, String updateId, Instant startedAt) {
  /** Says to which update a container belongs. Never copied to the next one. */
  static final String UPDATE = ContainerSpec.UPDATE_LABEL;

  /** Says for which target a container was made: several agents may share an engine. */
  static final String TARGET = UPDATE + ".target";

  /** Which rung of the way back made a container. */
  static final String RUNG = UPDATE + ".rung";

  /** On the switcher: the ids, boot policy and backup that it would go back by. */
  static final String OLD = UPDATE + ".old";

  static final String NEW = UPDATE + ".new";
  static final String POLICY = UPDATE + ".policy";
  static final String BACKUP = UPDATE + ".backup";

  static final String ROLE = "ca.iotistic.agent.role";
  static final String SWITCHER = "switcher";

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Pattern OF_BACKUP = Pattern.compile("(.+)-backup-\\d{8}-\\d{6}");

  static Names of(String target, Update update) {
    return new Names(target, update.id(), update.startedAt());
  }

  /** Of the new one until it is in charge, and again when it is parked. */
  String temporary() {
    return target + "-update-" + updateId;
  }

  /** Of the old one, of its description and of its image's tag. */
  String backup() {
    return target + "-backup-" + SECONDS.format(startedAt);
  }

  String switcher() {
    return switcher(target);
  }

  static String switcher(String target) {
    return target + "-switcher";
  }

  /** Of one that a rung of the way back makes, until it is in charge. */
  String rung(Rung rung) {
    return target + "-" + rung.label() + "-" + updateId;
  }

  /** Whose backup has this name; empty if it is not the name of a backup. */
  static Optional<String> targetOfBackup(String name) {
    Matcher matcher = OF_BACKUP.matcher(name);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Of an inspected container, without the slash that the engine puts before it. */
  static String of(JsonNode container) {
    String name = Fields.text(container, "Name");
    return name.startsWith("/") ? name.substring(1) : name;
  }

  /** Of a container as listed. */
  static String ofListed(JsonNode listed) {
    String name = listed.path("Names").path(0).asText("");
    return name.startsWith("/") ? name.substring(1) : name;
  }
}
