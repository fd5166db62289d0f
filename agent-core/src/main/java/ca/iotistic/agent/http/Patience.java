package ca.iotistic.agent.http;

import java.time.Duration;

/**
 * How much is done for an answer.
 *
 * @param attempts of one call
 * @param call how long one attempt may take
 * @param all how long all calls together may take
 */
public record Patience(int attempts, Duration call, Duration all) {
  /** Two endpoints and the engine have to fit into the time that a strategy has to resolve. */
  public static final Patience UPDATE =
      new Patience(3, Duration.ofSeconds(15), Duration.ofSeconds(35));

  /** Somebody sits in front of it. */
  public static final Patience LOOK =
      new Patience(1, Duration.ofSeconds(5), Duration.ofSeconds(10));
}
