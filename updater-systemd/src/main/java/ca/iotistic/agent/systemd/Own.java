package ca.iotistic.agent.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Whether a target is the program that asks. */
@FunctionalInterface
interface Own {
  boolean is(Target target);

  /**
   * It is, if this process belongs to the unit, or was started by hand from the very file: then it
   * speaks for the service and the state directory is the same.
   */
  static Own ofThisProcess() {
    return target -> inGroup(target.unit()) || fromFile(target.binary());
  }

  private static boolean inGroup(String unit) {
    try {
      return Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
          .flatMap(line -> Arrays.stream(line.split("/", -1)))
          .anyMatch(unit::equals);
    } catch (IOException unseen) {
      return false;
    }
  }

  private static boolean fromFile(Path binary) {
    try {
      String first = System.getProperty("java.class.path", "").split(":", 2)[0];
      return !first.isEmpty() && Files.isSameFile(Path.of(first), binary);
    } catch (IOException | IllegalArgumentException elsewhere) {
      return false;
    }
  }
}
