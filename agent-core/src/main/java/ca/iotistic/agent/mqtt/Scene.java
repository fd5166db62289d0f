package ca.iotistic.agent.mqtt;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * Where something went wrong.
 *
 * @param presented what the broker showed in its TLS handshake
 * @param now the wall clock, which judges certificates
 */
record Scene(MqttSettings settings, Stage stage, List<X509Certificate> presented, Instant now) {
  /** How far a connection had come. */
  enum Stage {
    DIAL,
    HANDSHAKE,
    GREETING,
    TALK
  }
}
