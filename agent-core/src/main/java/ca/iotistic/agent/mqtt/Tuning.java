package ca.iotistic.agent.mqtt;

import java.time.Duration;

/**
 * Every limit of a connection in one place.
 *
 * @param connect from the first look-up of the name to the CONNACK
 * @param answer for a SUBACK or a PUBACK
 * @param willDelay how long the broker waits before it says that we are offline
 * @param firstPause the longest pause after the first failure
 * @param longestPause the longest pause ever
 * @param unconfirmedPause the longest pause while the cloud has yet to hear from a new version
 * @param stable how long a connection must last to count as good
 * @param retry the pause until what could not be kept is asked for again, doubled up to {@code
 *     longestPause}
 * @param resumed for how long a message may be one that the broker had kept for us
 * @param hearing how long our own state may take to come back
 */
record Tuning(
    Duration connect,
    Duration answer,
    Duration willDelay,
    Duration firstPause,
    Duration longestPause,
    Duration unconfirmedPause,
    Duration stable,
    Duration retry,
    Duration resumed,
    Duration hearing) {
  static final Tuning NORMAL =
      new Tuning(
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(1),
          Duration.ofMinutes(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10));
}
