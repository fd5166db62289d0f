package ca.iotistic.agent.command;

import ca.iotistic.agent.spi.Reason;
import java.util.Optional;

/** Reads the commands of the wire, strictly. No exception leaves it, and it keeps nothing. */
public final class CommandParser {
  private CommandParser() {}

  public static Parsed parse(byte[] payload) {
    return payload.length == 0
        ? new Parsed.Cleared()
        : new Parsed.Refused(Reason.INVALID_JSON, "not yet", Optional.empty());
  }
}
