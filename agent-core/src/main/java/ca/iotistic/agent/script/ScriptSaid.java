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
 * How a call of a script ended: its last line, {@code result=failed reason=not_found version=1.0.6
 * … error=the rest of the line}. A script that says nothing of the kind has its exit code only.
 */
record ScriptSaid(String script, Processes.Result how) {
  private static final Pattern PROGRESS = Pattern.compile("progress=(\\d{1,15})/(\\d{1,15})");
  private static final String RESULT = "result=";
  private static final String ERROR = " error=";
  private static final int USAGE = 2;
  private static final int REJECTED = 3;
  private static final int NEEDS_PERSON = 4;

  /**
   * This, if it ended well.
   *
   * @throws UpdateException with the reason that it names, if it did not
   */
  ScriptSaid require() throws UpdateException {
    if (how.ok()) {
      return this;
    }
    String words =
        error().or(() -> last(how.errors())).or(() -> last(how.tail())).orElse("it said nothing");
    String end = how.timedOut() ? "took too long" : "ended with exit status " + how.exit();
    String person = how.exit() == NEEDS_PERSON ? "somebody has to look at this device: " : "";
    throw new UpdateException(reason(), person + words + " (" + script + " " + end + ")");
  }

  /** Whether it does not know what was asked, rather than could not answer. */
  boolean refused() {
    return !how.ok() && !how.timedOut() && how.exit() <= REJECTED && !is("failed");
  }

  boolean is(String result) {
    return field(line(), "result").equals(Optional.of(result));
  }

  Optional<String> field(String name) {
    return field(line(), name);
  }

  /**
   * A field that a verb has to answer with.
   *
   * @throws UpdateException if it is not there
   */
  String required(String name) throws UpdateException {
    return field(name)
        .orElseThrow(
            () ->
                new UpdateException(
                    Reason.SCRIPT_EXECUTION_FAILED,
                    "%s answered without %s=: %s".formatted(script, name, line())));
  }

  /** What follows {@code error=}; empty if nothing does. */
  Optional<String> error() {
    int free = line().indexOf(ERROR);
    return Optional.of(free < 0 ? "" : line().substring(free + ERROR.length()).strip())
        .filter(text -> !text.isEmpty());
  }

  /** All that it said before its last line. */
  List<String> before() {
    return how.tail().stream().filter(line -> !line.startsWith(RESULT)).toList();
  }

  /** Errors are read by a thread of their own, and may come after the last line. */
  private String line() {
    return last(how.tail().stream().filter(line -> line.startsWith(RESULT)).toList()).orElse("");
  }

  /** A reason of the wire that says that something failed; a misused script is a broken one. */
  Reason reason() {
    if (how.timedOut()) {
      return Reason.TIMED_OUT;
    }
    Optional<String> named = field("reason");
    return Arrays.stream(Reason.values())
        .filter(reason -> how.exit() != USAGE)
        .filter(reason -> reason.kind() == Reason.Kind.FAILED || reason == Reason.INVALID_VERSION)
        .filter(reason -> named.equals(Optional.of(reason.wire())))
        .findFirst()
        .orElse(Reason.SCRIPT_EXECUTION_FAILED);
  }

  /** One of {@code name=value name=value … error=the rest}. */
  static Optional<String> field(String line, String name) {
    int free = line.indexOf(ERROR);
    String fields = free < 0 ? line : line.substring(0, free);
    return Arrays.stream(fields.split(" "))
        .filter(word -> word.startsWith(name + "="))
        .map(word -> word.substring(name.length() + 1))
        .filter(value -> !value.isEmpty())
        .findFirst();
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
