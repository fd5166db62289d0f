package ca.iotistic.fleet.update;

/** A device would refuse that command; the message is what it would say. */
public final class RefusedOrderException extends Exception {
  private static final long serialVersionUID = 1;

  private final String reason;

  RefusedOrderException(String reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** As on the wire. */
  public String reason() {
    return reason;
  }
}
