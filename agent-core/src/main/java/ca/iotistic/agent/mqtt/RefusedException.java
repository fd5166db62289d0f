package ca.iotistic.agent.mqtt;

import java.io.IOException;

/** The broker says no to a subscription; the connection stands. */
final class RefusedException extends IOException {
  RefusedException(String sentence) {
    super(sentence);
  }
}
