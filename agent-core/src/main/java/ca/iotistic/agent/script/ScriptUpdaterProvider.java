package ca.iotistic.agent.script;

import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Runs the script of {@code script.command}. Only where {@code updater} or {@code fallback} names
 * it: nobody gets it by {@code auto}.
 */
public final class ScriptUpdaterProvider implements UpdaterProvider {
  static final String ID = "script";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public List<Check> check(Environment environment) {
    if (!named(environment)) {
      return List.of(
          refused(
              "updater: script is not set", "set it where an update is to be made by a script"));
    }
    List<Check> checks = new ArrayList<>();
    checks.add(Check.met("updates by a script are asked for"));
    try {
      checks.addAll(fit(Path.of(ScriptCommand.words(environment).get(0))));
    } catch (IllegalArgumentException wrong) {
      checks.add(refused(String.valueOf(wrong.getMessage()), "write it as a list of words"));
    }
    return checks;
  }

  private static boolean named(Environment environment) {
    return environment.setting("updater", "").equals(ID)
        || environment.setting("fallback", "").equals(ID);
  }

  private static List<Check> fit(Path script) {
    if (!script.isAbsolute() || !Files.isExecutable(script) || Files.isDirectory(script)) {
      return List.of(
          refused(
              "there is no program " + script,
              "install it there with the mode 755, or set script.command to its whole path"));
    }
    try {
      Set<PosixFilePermission> may = Files.getPosixFilePermissions(script);
      if (may.contains(PosixFilePermission.OTHERS_WRITE)) {
        return List.of(refused("everybody may write into " + script, "chmod 755 " + script));
      }
    } catch (IOException | UnsupportedOperationException unknown) {
      return List.of(Check.careful("who may write " + script + " is unknown", "look at it"));
    }
    return List.of(Check.met("the script " + script + " can be run"));
  }

  private static Check refused(String what, String cure) {
    return Check.refused(Reason.UNSUPPORTED_TARGET, what, cure);
  }

  @Override
  public Updater create(Environment environment) {
    return new ScriptUpdater(environment);
  }
}
