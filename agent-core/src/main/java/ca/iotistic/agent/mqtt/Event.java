package ca.iotistic.agent.mqtt;

/** What the callbacks of a connection put before our thread. */
sealed interface Event {
  /**
   * A message.
   *
   * @param session the connection it came on, and the only one it can be acknowledged on
   */
  record Arrived(Session session, String topic, byte[] payload, int id, int qos, boolean retained)
      implements Event {}

  /** Something else has changed: look again. */
  record Poke() implements Event {}
}
