package ca.iotistic.agent.mqtt;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the broker is, who we are there, and under which topics.
 *
 * <p>The files are named here and read anew at each connection, so that secrets and certificates
 * rotate without a restart.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param ca who may sign the broker's certificate; absent: whom the Java runtime trusts
 * @param cert the device's own certificate, PEM, with those of its issuers behind it
 * @param key its private key, PEM
 * @param topicBase the topics are {@code update}, {@code status} and {@code state} below it
 */
public record MqttSettings(
    boolean tls,
    String host,
    int port,
    Optional<String> username,
    Optional<String> password,
    Optional<Path> passwordFile,
    Optional<Path> ca,
    Optional<Path> cert,
    Optional<Path> key,
    String topicBase,
    Duration keepAlive) {
  private static final Pattern URL =
      Pattern.compile("(tcp|mqtt|ssl|mqtts)://(\\[[^\\]/]+]|[^/:@\\[\\]\\s]+)(?::(\\d{1,5}))?/?");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(s|m|h|d)");
  private static final String DEFAULT_TOPIC_BASE = "agent/{uuid}";
  private static final Duration DEFAULT_KEEP_ALIVE = Duration.ofSeconds(30);
  private static final Duration SHORTEST_KEEP_ALIVE = Duration.ofSeconds(5);

  /** The client takes it for a signed number of 16 bits. */
  private static final Duration LONGEST_KEEP_ALIVE = Duration.ofSeconds(32_767);

  private static final int LONGEST_TOPIC = 65_535;

  public MqttSettings {
    require(port > 0 && port <= 65_535, "mqtt.url: there is no port " + port + ": use 1 to 65535");
    require(
        password.isEmpty() || passwordFile.isEmpty(),
        "mqtt.password and mqtt.password_file are both set: keep one, best the file");
    require(
        username.isPresent() || (password.isEmpty() && passwordFile.isEmpty()),
        "a password is set without a user: set mqtt.username too");
    require(
        cert.isPresent() == key.isPresent(),
        "mqtt.cert and mqtt.key belong together: set both or none");
    require(
        tls || (ca.isEmpty() && cert.isEmpty()),
        "mqtt.ca, mqtt.cert and mqtt.key need TLS: write mqtt.url with ssl://");
    require(
        keepAlive.compareTo(SHORTEST_KEEP_ALIVE) >= 0
            && keepAlive.compareTo(LONGEST_KEEP_ALIVE) <= 0,
        "mqtt.keep_alive is out of range: use 5s to 9h, 30s is usual");
    require(
        !topicBase.isEmpty()
            && topicBase.chars().noneMatch(c -> c == '+' || c == '#' || c < ' ')
            && !topicBase.endsWith("/"),
        "mqtt.topic_base gives the topic \""
            + topicBase
            + "\", which is none: no + and #, no slash at the end, and the same for the device");
    require(
        topicBase.getBytes(StandardCharsets.UTF_8).length < LONGEST_TOPIC - "/update".length(),
        "mqtt.topic_base is too long");
  }

  /**
   * Reads the keys {@code mqtt.*}; those it does not know are left to others, empty ones are
   * absent.
   *
   * @param device what {@code {uuid}} in the topic base stands for
   * @throws IllegalArgumentException with a sentence that names the key and the cure
   */
  public static MqttSettings from(Map<String, String> flattened, String device) {
    String url =
        value(flattened, "url")
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "mqtt.url is missing: write the broker's address, such as"
                            + " tcp://broker.example:1883"));
    Matcher parts = URL.matcher(url);
    // What was written may hold a password, so it is not repeated.
    require(
        parts.matches(),
        "mqtt.url is no address of a broker: write tcp://HOST:PORT, or ssl://HOST:PORT for TLS,"
            + " and nothing else; user and password have keys of their own");
    String scheme = parts.group(1);
    boolean tls = scheme.equals("ssl") || scheme.equals("mqtts");
    String host = parts.group(2);
    return new MqttSettings(
        tls,
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        Optional.ofNullable(parts.group(3)).map(Integer::parseInt).orElse(tls ? 8883 : 1883),
        value(flattened, "username"),
        value(flattened, "password"),
        value(flattened, "password_file").map(Path::of),
        value(flattened, "ca").map(Path::of),
        value(flattened, "cert").map(Path::of),
        value(flattened, "key").map(Path::of),
        value(flattened, "topic_base").orElse(DEFAULT_TOPIC_BASE).replace("{uuid}", device),
        value(flattened, "keep_alive").map(MqttSettings::duration).orElse(DEFAULT_KEEP_ALIVE));
  }

  /** The broker's address, as it would be written. */
  public String url() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return (tls ? "ssl://" : "tcp://") + name + ":" + port;
  }

  String updateTopic() {
    return topicBase + "/update";
  }

  String statusTopic() {
    return topicBase + "/status";
  }

  String stateTopic() {
    return topicBase + "/state";
  }

  /** Without the password. */
  @Override
  public String toString() {
    return url() + " as " + username.orElse("nobody") + " under " + topicBase;
  }

  private static Optional<String> value(Map<String, String> flattened, String key) {
    return Optional.ofNullable(flattened.get("mqtt." + key)).filter(value -> !value.isEmpty());
  }

  private static Duration duration(String text) {
    Matcher parts = DURATION.matcher(text);
    require(parts.matches(), "mqtt.keep_alive \"" + text + "\" is no duration: write it as 30s");
    String unit = parts.group(2).toUpperCase(Locale.ROOT);
    return Duration.parse((unit.equals("D") ? "P" : "PT") + parts.group(1) + unit);
  }

  private static void require(boolean met, String sentence) {
    if (!met) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
