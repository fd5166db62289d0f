package ca.iotistic.agent.systemd;

import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Update;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;

/**
 * What is replaced, and the names that an update gives to what it lays beside it.
 *
 * @param unit the service
 * @param binary what the service starts, without symbolic links
 */
record Target(String unit, Path binary) {
  static final String UNIT = "iotistic-agent.service";
  static final String BINARY = "/usr/local/bin/iotistic-agent";

  private static final String SERVICE = ".service";
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  /** From {@code systemd.unit} and {@code systemd.binary}. */
  static Target of(Environment environment) {
    String unit = environment.setting("systemd.unit", UNIT);
    Path binary = Path.of(environment.setting("systemd.binary", BINARY)).toAbsolutePath();
    return new Target(unit.contains(".") ? unit : unit + SERVICE, real(binary));
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException missing) {
      return path.normalize();
    }
  }

  /** The permanent unit that is the other half. */
  String switcher() {
    return unit.substring(0, unit.lastIndexOf('.')) + "-switcher" + SERVICE;
  }

  String name() {
    return Objects.toString(binary.getFileName(), "");
  }

  Path directory() {
    return Objects.requireNonNull(binary.getParent(), "a file has a directory");
  }

  /** Where the new one lies until it is renamed over the old. */
  Path staged(Update update) {
    return binary.resolveSibling("." + name() + "." + update.id() + ".new");
  }

  /** Another name of the old one's file: going back is one rename, which needs no room. */
  Path link() {
    return binary.resolveSibling(name() + ".rollback");
  }

  String backup(Update update) {
    return name() + "-" + update.previous().version() + "-" + MOMENT.format(update.startedAt());
  }
}
