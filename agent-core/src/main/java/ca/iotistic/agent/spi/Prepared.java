package ca.iotistic.agent.spi;

import java.util.Map;

/**
 * What prepare laid ready. {@code identity} is what {@link Updater#installed()} will show once it
 * is in charge; {@code state} is all that the second half needs to know, since it must not ask who
 * it is itself.
 */
public record Prepared(String identity, Map<String, String> state) {
  /** As long as prepare has not returned. */
  public static final Prepared NOT_YET = new Prepared("", Map.of());

  public Prepared {
    state = Map.copyOf(state);
  }
}
