package ca.iotistic.agent.update;

/**
 * The platform has not answered for a while. That is no verdict: whoever is supervised exits and is
 * started afresh, since a socket that was made again is refused for ever through an old bind.
 */
final class PlatformAwayException extends Exception {
  private static final long serialVersionUID = 1;

  PlatformAwayException(String message, Throwable cause) {
    super(message, cause);
  }
}
