package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.util.Locale;

/** The engine did not do what it was asked, or nobody knows whether it did. */
final class EngineException extends Exception {
  private static final long serialVersionUID = 1;

  /** What the failure says about the state of the engine. */
  enum Kind {
    /** The object is not there. */
    NOT_FOUND,
    /** The object is in a state, or a name is taken, that forbids it. */
    CONFLICT,
    /** The socket, a proxy in front of it or a registry behind it does not allow it. */
    DENIED,
    /** The engine refuses the request itself. */
    BAD_REQUEST,
    /** The engine tried and failed. */
    SERVER,
    /** It was never sent: nobody listens. */
    UNREACHABLE,
    /** It was sent and not answered, in time or at all: done, being done, or never begun. */
    UNKNOWN
  }

  private final Kind kind;
  private final int status;
  private final String engineMessage;

  EngineException(Kind kind, int status, String act, String engineMessage) {
    super(act + ": " + engineMessage);
    this.kind = kind;
    this.status = status;
    this.engineMessage = engineMessage;
  }

  EngineException(Kind kind, String act, String engineMessage, Throwable cause) {
    super(act + ": " + engineMessage, cause);
    this.kind = kind;
    this.status = 0;
    this.engineMessage = engineMessage;
  }

  Kind kind() {
    return kind;
  }

  boolean is(Kind other) {
    return kind == other;
  }

  /** The status of HTTP, 0 if there was none. */
  int status() {
    return status;
  }

  /** The engine's own words. */
  String engineMessage() {
    return engineMessage;
  }

  /**
   * For the wire. An engine that could not be asked is no verdict on the artifact, and a full disk
   * is one on the device, whatever the caller was about.
   *
   * @param reason what it means if the engine answered
   * @param what the caller tried, and on which object
   */
  UpdateException toUpdate(Reason reason, String what) {
    return switch (kind) {
      case UNREACHABLE, UNKNOWN ->
          new UpdateException(
              Reason.PLATFORM_UNAVAILABLE,
              what + ": the engine does not answer (" + engineMessage + "); see that it runs",
              this);
      case DENIED ->
          new UpdateException(
              reason == Reason.REGISTRY_UNAUTHORIZED ? reason : Reason.PLATFORM_DENIED,
              what + ": not allowed (" + engineMessage + ")",
              this);
      case NOT_FOUND, CONFLICT, BAD_REQUEST, SERVER ->
          new UpdateException(
              diskFull() ? Reason.DISK_FULL : reason, what + ": " + engineMessage, this);
    };
  }

  private boolean diskFull() {
    return engineMessage.toLowerCase(Locale.ROOT).contains("no space left on device");
  }
}
