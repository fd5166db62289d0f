package ca.iotistic.agent.launcher.config;

import static ca.iotistic.agent.launcher.config.Key.key;
import static ca.iotistic.agent.launcher.config.Key.secret;
import static ca.iotistic.agent.launcher.config.Types.broker;
import static ca.iotistic.agent.launcher.config.Types.choice;
import static ca.iotistic.agent.launcher.config.Types.command;
import static ca.iotistic.agent.launcher.config.Types.duration;
import static ca.iotistic.agent.launcher.config.Types.engine;
import static ca.iotistic.agent.launcher.config.Types.file;
import static ca.iotistic.agent.launcher.config.Types.matching;
import static ca.iotistic.agent.launcher.config.Types.probe;
import static ca.iotistic.agent.launcher.config.Types.proxy;
import static ca.iotistic.agent.launcher.config.Types.rate;
import static ca.iotistic.agent.launcher.config.Types.releases;
import static ca.iotistic.agent.launcher.config.Types.size;
import static ca.iotistic.agent.launcher.config.Types.text;
import static ca.iotistic.agent.launcher.config.Types.web;
import static ca.iotistic.agent.launcher.config.Types.whole;
import static ca.iotistic.agent.launcher.config.Types.window;
import static ca.iotistic.agent.launcher.config.Types.zone;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every key there is. */
final class Keys {
  static final String PREFIX = "IOTISTIC_";

  /** Names that begin like ours and are not configuration. */
  /** {@code plugin.folders.root}: only the strategy knows what it may be. */
  private static final String SECTION_OF_PLUGIN = "plugin(\\.[a-z0-9_-]{1,64}){0,4}";

  private static final String OF_PLUGIN = "plugin(\\.[a-z0-9_-]{1,64}){2,5}";

  static final Set<String> NOT_OURS = Set.of("IOTISTIC_JAVA_OPTS", "IOTISTIC_UPDATE_ID");

  static final Type DEVICE =
      matching(
          "[A-Za-z0-9][A-Za-z0-9._:-]{0,127}",
          "a name of at most 128 letters, digits and . _ : - (it becomes a level of the topics)");

  static final List<Key> ALL =
      List.of(
          key("device", DEVICE, "the name of this device, its uuid"),
          key("device_file", file(), "a file with the name of this device, e.g. /etc/machine-id"),
          key(
              "state_dir",
              file(),
              "/var/lib/iotistic",
              "where the agent keeps what it must not forget"),
          key(
              "heartbeat",
              file(),
              "a file that `run` writes every few seconds, for a health check"),
          key("mqtt.url", broker(), "the broker, tcp://HOST:PORT or ssl://HOST:PORT"),
          key("mqtt.username", text(), "who the agent is at the broker"),
          secret("mqtt.password", text(), "better in a file: mqtt.password_file"),
          key("mqtt.password_file", file(), "a file with the password for the broker"),
          key("mqtt.ca", file(), "PEM file with the authorities that may vouch for the broker"),
          key("mqtt.cert", file(), "PEM file with the certificate of this device"),
          key("mqtt.key", file(), "PEM file with the private key of that certificate"),
          key(
              "mqtt.topic_base",
              matching(
                  "[^/+#\\s\\p{Cntrl}][^+#\\s\\p{Cntrl}]{0,198}[^/+#\\s\\p{Cntrl}]",
                  "a topic without + # and white space, with {uuid} in the place of the device"),
              "agent/{uuid}",
              "what the topics begin with; {uuid} stands for the device"),
          key(
              "mqtt.keep_alive",
              duration("5s", "9h"),
              "30s",
              "how often the connection is checked"),
          key(
              "updater",
              matching(
                  "[a-z0-9][a-z0-9-]{0,63}",
                  "auto, docker, systemd, script or the id of a strategy"),
              "auto",
              "how updates are installed: auto, docker, systemd, script or another strategy"),
          key(
              "fallback",
              matching("[a-z0-9][a-z0-9-]{0,63}", "script or the id of another strategy"),
              "used instead when the strategy answers platform_denied"),
          key(
              "plugins",
              file(),
              "/usr/lib/iotistic/plugins",
              "a folder with jars of further strategies"),
          key("docker.host", engine(), "the engine, e.g. unix:///var/run/docker.sock"),
          key("docker.container", text(), "the container to update, if not the agent's own"),
          key("docker.image", text(), "the repository of its image, if not the one it runs from"),
          key(
              "docker.tag",
              matching(
                  "[A-Za-z0-9_.{}-]*\\{version}[A-Za-z0-9_.{}-]*", "a tag with {version} in it"),
              "{version}",
              "the tag of a version"),
          key("docker.registry.mirror", web(), "asked instead of the registry"),
          key("docker.registry.username", text(), "who the agent is at the registry"),
          key("docker.registry.password_file", file(), "a file with the password for the registry"),
          key("docker.registry.auth_file", file(), "a config.json as `docker login` writes it"),
          key(
              "docker.registry.credentials_command",
              command(),
              "a program that prints the credentials"),
          key(
              "docker.registry.ca",
              file(),
              "PEM file with the authorities that may vouch for the registry"),
          key(
              "docker.registry.plain_http",
              choice("true", "false"),
              "false",
              "no TLS to the registry"),
          key(
              "systemd.unit",
              matching(
                  "[A-Za-z0-9:_.@\\\\-]{1,240}\\.service",
                  "the name of a unit, ending in .service"),
              "iotistic-agent.service",
              "the unit to update"),
          key("systemd.binary", file(), "/usr/local/bin/iotistic-agent", "the file to replace"),
          key(
              "systemd.releases",
              releases(),
              "https://github.com/Iotistica/iotistic",
              "where releases are published"),
          key(
              "systemd.artifact",
              matching(
                  "([A-Za-z0-9._+~-]|\\{arch}|\\{version}){1,200}",
                  "the name of a file, which may have {arch} and {version} in it"),
              "iotistic-agent-linux-{arch}",
              "what the file of a release is called"),
          key("systemd.token_file", file(), "a file with a token for the release server"),
          key(
              "systemd.ca",
              file(),
              "PEM file with the authorities that may vouch for the release server"),
          key(
              "script.command",
              command(),
              "the script that installs a version, if not the one in the image or"
                  + " /usr/local/bin/update-agent-systemd.sh"),
          secret("network.proxy", proxy(), "a proxy, if not the one in HTTPS_PROXY"),
          key("network.no_proxy", text(), "hosts that are reached without it, with commas between"),
          key(
              "download.timeout",
              duration("1s", "30d"),
              "6h",
              "how long a download may take in all"),
          key("download.min_rate", rate(), "1KiB/s", "a download that is slower is tried afresh"),
          key("download.max_rate", rate(), "no download is faster"),
          key(
              "download.retries",
              whole(0, 1000),
              "10",
              "how often in a row without getting further"),
          key("download.max_size", size(), "512MiB", "a larger artifact is refused"),
          key(
              "health.timeout",
              duration("1s", "1d"),
              "5m",
              "how long a new version may take to be well"),
          key("health.stable_for", duration("0s", "1d"), "30s", "how long it must have been well"),
          key(
              "health.require",
              choice("connected", "running"),
              "what well means; connected unless another program is updated"),
          key(
              "health.offline",
              duration("0s", "30d"),
              "30m",
              "instead of the timeout while the broker is away"),
          key("health.probe", probe(), "asked as well: an http URL or a command as a list"),
          key("schedule.window", window(), "updates start only inside it, e.g. \"02:00-05:00\""),
          key("schedule.zone", zone(), "the time zone of the window, if not the system's"),
          key(
              "schedule.jitter",
              duration("0s", "30d"),
              "0s",
              "spreads the updates of a fleet over this time"),
          key(
              "schedule.prepare_ahead",
              duration("0s", "30d"),
              "1h",
              "how early a scheduled version is fetched"),
          key(
              "hooks.before_activate",
              command(),
              "run before the switch; exit code 75 means not now"),
          key("hooks.after_commit", command(), "run after an update"),
          key(
              "hooks.every",
              duration("1s", "1d"),
              "1m",
              "how often a hook that said not now is asked again"),
          key("hooks.deadline", duration("1s", "30d"), "1h", "how long it may say so"),
          key("backups", whole(1, 100), "3", "how many old versions are kept"),
          key(
              "log.level",
              choice("error", "warn", "info", "debug", "trace"),
              "info",
              "how much is logged"),
          key("log.format", choice("text", "json"), "text", "how it is logged"));

  static final Map<String, Key> BY_PATH =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Key::path, Function.identity()));

  static final Map<String, Key> BY_ENVIRONMENT =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Key::environmentName, Function.identity()));

  private static final Set<String> SECTIONS =
      BY_PATH.keySet().stream().flatMap(Keys::sections).collect(Collectors.toUnmodifiableSet());

  /** What may stand in the file: keys and sections. */
  static final Set<String> NAMES =
      Stream.concat(BY_PATH.keySet().stream(), SECTIONS.stream())
          .collect(Collectors.toUnmodifiableSet());

  private Keys() {}

  static Optional<Key> find(String path) {
    return path.matches(OF_PLUGIN)
        ? Optional.of(key(path, text(), "asked for by the strategy of a plug-in"))
        : Optional.ofNullable(BY_PATH.get(path));
  }

  static boolean isSection(String path) {
    return SECTIONS.contains(path) || path.matches(SECTION_OF_PLUGIN);
  }

  /** {@code docker.registry.ca} is in {@code docker} and in {@code docker.registry}. */
  private static Stream<String> sections(String path) {
    return IntStream.range(0, path.length())
        .filter(at -> path.charAt(at) == '.')
        .mapToObj(at -> path.substring(0, at));
  }
}
