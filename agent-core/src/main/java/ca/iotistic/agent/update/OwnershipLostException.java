package ca.iotistic.agent.update;

import java.io.IOException;

/** Somebody else has the update now; what this process knows of it is out of date. */
final class OwnershipLostException extends IOException {
  private static final long serialVersionUID = 1;

  OwnershipLostException(String message) {
    super(message);
  }
}
