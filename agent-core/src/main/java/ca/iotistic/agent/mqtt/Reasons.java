package ca.iotistic.agent.mqtt;

import java.nio.file.Path;

/** The reason codes of MQTT 5 as sentences with a cure. */
final class Reasons {
  static final int REFUSED = 0x80;
  static final int TAKEN_OVER = 0x8E;
  private static final int LAST = 0xFF;

  private Reasons() {}

  /** Whether Paho's number is one that the broker sent. */
  static boolean isReason(int code) {
    return code >= REFUSED && code <= LAST;
  }

  /** Why the broker ended the connection, or did not begin it. */
  static String connection(int code, MqttSettings settings, String clientId) {
    return switch (code) {
      case 0x84 -> settings.url() + " does not speak MQTT 5: update the broker";
      case 0x85 -> settings.url() + " refuses the client id " + clientId + ": check `device`";
      case 0x86, 0x87, 0x8C ->
          settings.url()
              + " refuses "
              + settings.username().map(user -> "the user " + user).orElse("a client without user")
              + " with the client id "
              + clientId
              + ": check "
              + credentials(settings)
              + " and what the broker allows them";
      case 0x88, 0x89, 0x8B, 0x97, 0x9F ->
          settings.url() + " is busy or shutting down (" + hex(code) + "): it is tried again";
      case 0x8A -> settings.url() + " has banned this device: ask whoever runs the broker";
      case 0x8D -> settings.url() + " has not heard from this device for too long";
      case TAKEN_OVER ->
          "another client took over the client id "
              + clientId
              + " at "
              + settings.url()
              + ": two devices, or two agents on this one, have the same `device`; give each its"
              + " own";
      case 0x95 -> settings.url() + " takes no packets as long as ours: raise the broker's limit";
      case 0x9C, 0x9D -> settings.url() + " has moved: set mqtt.url to the new address";
      default -> settings.url() + " ended the connection with the reason " + hex(code);
    };
  }

  static String subscription(int code, String topic, MqttSettings settings) {
    return settings.url()
        + " refuses the subscription to "
        + topic
        + " ("
        + named(code)
        + "): allow "
        + settings.username().map(user -> "the user " + user).orElse("this client")
        + " to read it";
  }

  static String publication(int code, String topic, MqttSettings settings) {
    return settings.url()
        + " refuses messages on "
        + topic
        + " ("
        + named(code)
        + "): allow "
        + settings.username().map(user -> "the user " + user).orElse("this client")
        + " to write it";
  }

  private static String credentials(MqttSettings settings) {
    if (settings.username().isEmpty()) {
      return settings.cert().isPresent() ? "mqtt.cert" : "mqtt.username and mqtt.password";
    }
    return settings
        .passwordFile()
        .map(Path::toString)
        .map(file -> "mqtt.username, the password in " + file)
        .orElse("mqtt.username, mqtt.password");
  }

  private static String named(int code) {
    return switch (code) {
      case 0x87 -> "not authorized";
      case 0x8F, 0x90 -> "topic not valid";
      case 0x97 -> "quota exceeded";
      case 0x99 -> "payload not valid";
      default -> hex(code);
    };
  }

  private static String hex(int code) {
    return String.format("0x%02X", code);
  }
}
