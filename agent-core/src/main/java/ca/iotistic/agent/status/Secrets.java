package ca.iotistic.agent.status;

import java.util.Map;

/** Hides the secrets of the environment in texts that leave the device. */
@SuppressWarnings("DoNotCallSuggester") // not written yet
public final class Secrets {
  private Secrets() {}

  /** The values of those variables whose names look like passwords, tokens or keys. */
  public static Secrets of(Map<String, String> environment) {
    throw new UnsupportedOperationException();
  }

  public String mask(String text) {
    throw new UnsupportedOperationException();
  }
}
