package ca.iotistic.agent.launcher.config;

import java.util.List;

/** The configuration cannot be used; the message is a sentence for each mistake. */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1;

  ConfigurationException(List<String> mistakes) {
    super(
        mistakes.size() == 1
            ? "The configuration has a mistake:\n  " + mistakes.get(0)
            : "The configuration has "
                + mistakes.size()
                + " mistakes:\n  "
                + String.join("\n  ", mistakes));
  }
}
