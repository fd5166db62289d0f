package ca.iotistic.agent.spi;

/**
 * A verb could not do its work. The message says what failed, which object, and what to do; it is
 * for people and goes on the wire.
 */
public final class UpdateException extends Exception {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  public UpdateException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public UpdateException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
