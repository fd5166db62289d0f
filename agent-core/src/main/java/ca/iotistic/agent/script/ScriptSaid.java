package ca.iotistic.agent.script;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a script ended: its last line, {@code result=failed reason=not_found version=1.0.6 …
 * error=the rest of the line}. A script that says nothing of the kind has its exit code only.
 *
 * @param version the version it names, empty if it names none
 */
record ScriptSaid(String version, List<String> lines) {
  private static final Pattern PROGRESS = Pattern.compile("progress=(\\d{1,15})/(\\d{1,15})");
  private static final int USAGE = 2;
  private static final int NEEDS_PERSON = 4;

  ScriptSaid {
    lines = List.copyOf(lines);
  }

  static ScriptSaid of(String script, Processes.Result result) throws UpdateException {
    String last = last(result.tail()).filter(line -> line.startsWith("result=")).orElse("");
    if (result.ok()) {
      return new ScriptSaid(field(last, "version").orElse(""), result.tail());
    }
    String error =
        error(last)
            .or(() -> last(result.errors()))
            .or(() -> last(result.tail()))
            .orElse("it said nothing");
    String how = result.timedOut() ? "took too long" : "ended with exit status " + result.exit();
    String person = result.exit() == NEEDS_PERSON ? "somebody has to look at this device: " : "";
    throw new UpdateException(
        reason(last, result), person + error + " (" + script + " " + how + ")");
  }

  /** A reason of the wire that says that something failed; a misused script is a broken one. */
  private static Reason reason(String last, Processes.Result result) {
    if (result.timedOut()) {
      return Reason.TIMED_OUT;
    }
    Optional<String> named = field(last, "reason");
    return Arrays.stream(Reason.values())
        .filter(reason -> result.exit() != USAGE)
        .filter(reason -> reason.kind() == Reason.Kind.FAILED || reason == Reason.INVALID_VERSION)
        .filter(reason -> named.equals(Optional.of(reason.wire())))
        .findFirst()
        .orElse(Reason.SCRIPT_EXECUTION_FAILED);
  }

  private static Optional<String> field(String line, String name) {
    int free = line.indexOf(" error=");
    String fields = free < 0 ? line : line.substring(0, free);
    return Arrays.stream(fields.split(" "))
        .filter(word -> word.startsWith(name + "="))
        .map(word -> word.substring(name.length() + 1))
        .filter(value -> !value.isEmpty())
        .findFirst();
  }

  private static Optional<String> error(String line) {
    int free = line.indexOf(" error=");
    return Optional.of(free < 0 ? "" : line.substring(free + " error=".length()).strip())
        .filter(text -> !text.isEmpty());
  }

  private static Optional<String> last(List<String> lines) {
    return lines.stream().filter(line -> !line.isBlank()).reduce((first, second) -> second);
  }

  /** {@code progress=BYTES/BYTES} says how far a script is. */
  static void progress(String line, Update.Progress progress) {
    Matcher far = PROGRESS.matcher(line);
    if (far.matches()) {
      progress.report(Long.parseLong(far.group(1)), Long.parseLong(far.group(2)));
    }
  }
}
