package ca.iotistic.agent.command;

import ca.iotistic.agent.spi.Reason;
import java.util.Optional;

/** What a payload turned out to be. */
public sealed interface Parsed {
  /**
   * A valid command.
   *
   * @param content a hash of all of its members; order and white space make no difference
   */
  record Accepted(Command command, String content) implements Parsed {}

  /**
   * Not a command.
   *
   * @param error a sentence for people; without control characters
   * @param id the {@code id} of the command, where it could be read
   */
  record Refused(Reason reason, String error, Optional<String> id) implements Parsed {}

  /** The empty message that clears a retained one. */
  record Cleared() implements Parsed {}
}
