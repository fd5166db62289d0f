package ca.iotistic.agent.command;

import ca.iotistic.agent.spi.Reason;

/** A payload is no command; carries what the sender is told. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  private final Reason reason;
  private final String error;

  Refusal(Reason reason, String error) {
    // Without a stack trace: bad messages may come in floods.
    super(error, null, false, false);
    this.reason = reason;
    this.error = error;
  }

  Reason reason() {
    return reason;
  }

  String error() {
    return error;
  }
}
