package ca.iotistic.agent.update;

import ca.iotistic.agent.spi.Reason;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a switcher is told at the hand-over. It is enough to go back even if the journal is lost.
 * These names are frozen: an agent of one version starts a switcher of another.
 *
 * @param marker of the state directory
 * @param entry the journal at the hand-over
 */
record SwitcherArguments(Path state, String marker, Entry entry) {
  private static final String STATE = "--state";
  private static final String MARKER = "--marker";
  private static final String ENTRY = "--entry";

  /** Added to a command line; strategies need not understand them. */
  List<String> addedTo(List<String> line) throws JsonProcessingException {
    List<String> all = new ArrayList<>(line);
    all.add(STATE);
    all.add(state.toString());
    all.add(MARKER);
    all.add(marker);
    all.add(ENTRY);
    byte[] tree = Json.line(EntryCodec.write(withoutLog(entry), Optional.empty()));
    all.add(Base64.getEncoder().encodeToString(tree));
    return all;
  }

  /**
   * From a command line; what a newer agent has added is passed over.
   *
   * @throws IllegalArgumentException that says what is missing
   */
  static SwitcherArguments parse(List<String> arguments) {
    try {
      byte[] tree = Base64.getDecoder().decode(value(arguments, ENTRY));
      return new SwitcherArguments(
          Path.of(value(arguments, STATE)),
          value(arguments, MARKER),
          EntryCodec.read(Json.parse(tree)));
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          ENTRY + " cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  private static String value(List<String> arguments, String name) {
    int at = arguments.indexOf(name);
    if (at < 0 || at + 1 >= arguments.size()) {
      throw new IllegalArgumentException("the argument " + name + " is missing");
    }
    return arguments.get(at + 1);
  }

  /** One argument has room for 128 KiB, and the log is only for the report. */
  private static Entry withoutLog(Entry entry) {
    Optional<Failure> failure = entry.course().failure();
    if (failure.isEmpty()) {
      return entry;
    }
    Reason reason = failure.get().reason();
    Failure bare = new Failure(reason, failure.get().error(), failure.get().phase(), List.of());
    return entry.with(entry.course().failed(bare, false));
  }
}
