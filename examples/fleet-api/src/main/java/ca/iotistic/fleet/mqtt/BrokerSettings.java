package ca.iotistic.fleet.mqtt;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the broker is, and who we are there.
 *
 * @param ca whose signature its certificate must have, PEM; absent: of those that Java trusts
 */
public record BrokerSettings(
    boolean tls,
    String host,
    int port,
    Optional<String> username,
    Optional<String> password,
    Optional<Path> ca) {
  private static final Pattern URL =
      Pattern.compile("(tcp|mqtt|ssl|mqtts)://(\\[[^\\]/]+]|[^/:@\\[\\]\\s]+)(?::(\\d{1,5}))?/?");

  public BrokerSettings {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("FLEET_MQTT_URL: there is no port " + port);
    }
    if (password.isPresent() && username.isEmpty()) {
      throw new IllegalArgumentException(
          "FLEET_MQTT_PASSWORD is set without a user: set FLEET_MQTT_USERNAME too");
    }
    if (ca.isPresent() && !tls) {
      throw new IllegalArgumentException(
          "FLEET_MQTT_CA_FILE is set, but nothing is encrypted: write ssl:// in FLEET_MQTT_URL");
    }
  }

  public static BrokerSettings of(
      String url, Optional<String> username, Optional<String> password, Optional<Path> ca) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      // What was written may hold a password, so it is not repeated.
      throw new IllegalArgumentException(
          "FLEET_MQTT_URL is no address of a broker: write tcp://HOST:PORT, or ssl://HOST:PORT for"
              + " TLS; user and password have variables of their own");
    }
    boolean tls = parts.group(1).endsWith("s") || parts.group(1).equals("ssl");
    int port = Optional.ofNullable(parts.group(3)).map(Integer::parseInt).orElse(tls ? 8883 : 1883);
    return new BrokerSettings(tls, parts.group(2), port, username, password, ca);
  }

  String url() {
    return (tls ? "ssl://" : "tcp://") + host + ":" + port;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return url() + username.map(name -> " as " + name).orElse("");
  }
}
