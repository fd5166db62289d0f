package ca.iotistic.agent.system;

import ca.iotistic.agent.contract.CrashAt;
import ca.iotistic.agent.spi.Updater;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A script that is killed before its k-th act, without knowing of it: bash reads a file first that
 * looks at each command before it is run, and counts those that change something.
 */
final class DyingScript {
  private static final String TRAP =
      """
      # Sourced by bash because of BASH_ENV. DIE_AT is the act that does not happen, from 0.
      acts=${BASH_ENV%/*}/acts died=${BASH_ENV%/*}/died
      : >"$acts"
      act() {
        case $1 in
          rm\\ * | mv\\ * | ln\\ * | cp\\ * | install\\ * | sync* | mkdir\\ * | cat\\ \\>* | curl\\ *) ;;
          systemctl\\ show* | systemctl\\ is-active*) return 0 ;;
          docker\\ *\\ inspect\\ * | docker\\ ps\\ * | docker\\ version*) return 0 ;;
          systemd-run\\ * | setsid\\ * | systemctl\\ * | docker\\ * | timeout\\ *\\ docker\\ *) ;;
          *) return 0 ;;
        esac
        # A file, since many of them are made by subshells.
        printf . >>"$acts"
        local made
        made=$(<"$acts")
        [ "${#made}" -gt "$DIE_AT" ] || return 0
        : >"$died"
        kill -9 -- -$$ || kill -9 $$
      }
      set -T
      trap 'act "$BASH_COMMAND"' DEBUG
      """;

  private final Path died;

  /**
   * @param directory where {@code trap} is written, for {@code BASH_ENV} to name it
   */
  DyingScript(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("trap"), TRAP);
    died = directory.resolve("died");
  }

  /** The same updater, which dies with its script. */
  Updater dying(Updater updater) {
    return (Updater)
        Proxy.newProxyInstance(
            Updater.class.getClassLoader(),
            new Class<?>[] {Updater.class},
            (self, verb, arguments) -> {
              try {
                return verb.invoke(updater, arguments);
              } catch (InvocationTargetException failed) {
                throw Files.deleteIfExists(died)
                    ? new CrashAt.Crash(verb.getName())
                    : failed.getCause();
              }
            });
  }
}
