package ca.iotistic.agent.docker.registry;

import java.time.Duration;

/**
 * How much is done for an answer.
 *
 * @param attempts of one call
 * @param call how long one attempt may take
 * @param all how long an endpoint may take, with all its pages
 */
record Patience(int attempts, Duration call, Duration all) {
  /** Two endpoints and the engine have to fit into the time that a strategy has to resolve. */
  static final Patience UPDATE = new Patience(3, Duration.ofSeconds(15), Duration.ofSeconds(35));

  /** Somebody sits in front of it. */
  static final Patience LOOK = new Patience(1, Duration.ofSeconds(5), Duration.ofSeconds(10));
}
