package ca.iotistic.agent.update;

import java.io.IOException;
import java.util.Optional;

/** The journal is there and cannot be used: torn, or of a newer format. */
final class BrokenJournalException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Optional<Owner> owner;

  BrokenJournalException(String message, Optional<Owner> owner, Throwable cause) {
    super(message, cause);
    this.owner = owner;
  }

  /** Whose it is, if it says at least that. */
  Optional<Owner> owner() {
    return owner;
  }
}
