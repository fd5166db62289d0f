package ca.iotistic.agent.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigurationTest {
  private static final Map<String, String> NONE = Map.of();

  @TempDir Path folder;

  @Test
  void deviceAndBrokerSuffice() throws Exception {
    Configuration read = read("device: abc-123\nmqtt: {url: tcp://localhost:1883}\n", NONE);
    read.demand("device", "mqtt.url");
    assertThat(read.settings())
        .containsEntry("device", "abc-123")
        .containsEntry("mqtt.url", "tcp://localhost:1883")
        .containsEntry("mqtt.topic_base", "agent/{uuid}")
        .containsEntry("health.stable_for", "30s")
        .doesNotContainKey("health.require");
  }

  @Test
  void takesTheWholeExampleOfTheDocumentation() throws Exception {
    String whole =
        """
        device: abc-123
        state_dir: /var/lib/iotistic
        mqtt: {url: tcp://localhost:1883, username: , password: , password_file: , ca: , cert: , key: , topic_base: "agent/{uuid}", keep_alive: 30s}
        updater: auto
        fallback:
        plugins: /usr/lib/iotistic/plugins
        docker: {host: , container: , image: , tag: "{version}", registry: {mirror: , username: , password_file: , auth_file: , credentials_command: [], ca: , plain_http: false}}
        systemd: {unit: iotistic-agent.service, binary: /usr/local/bin/iotistic-agent, releases: https://github.com/Iotistica/iotistic, artifact: "iotistic-agent-linux-{arch}", token_file: , ca: }
        script: {command: [/usr/local/bin/update-agent-systemd.sh]}
        network: {proxy: , no_proxy: }
        download: {timeout: 6h, min_rate: 1KiB/s, max_rate: , retries: 10, max_size: 512MiB}
        health: {timeout: 5m, stable_for: 30s, require: connected, offline: 30m, probe: }
        schedule: {window: , zone: , jitter: 0s, prepare_ahead: 1h}
        hooks: {before_activate: [], after_commit: [], every: 1m, deadline: 1h}
        backups: 3
        log: {level: info, format: text}
        """;
    Configuration read = read(whole, NONE).demand("device", "mqtt.url");
    Configuration bare = read("device: abc-123\nmqtt.url: tcp://localhost:1883", NONE);
    assertThat(read.get("health.require")).contains("connected");
    // Two have no default of their own: one is another script in a container.
    assertThat(read.settings())
        .containsAllEntriesOf(bare.settings())
        .containsKey("script.command")
        .hasSize(bare.settings().size() + 2);
  }

  @Test
  void theSettingsOfAPluginAreItsOwn() throws Exception {
    Configuration read =
        read("device: a\nmqtt.url: tcp://b:1\nplugin: {folders: {root: /opt/pump}}", NONE)
            .demand("device", "mqtt.url");

    assertThat(read.settings()).containsEntry("plugin.folders.root", "/opt/pump");
    assertThat(read.shown())
        .anyMatch(
            shown ->
                shown.key().equals("plugin.folders.root") && shown.value().equals("/opt/pump"));
    assertThat(read("plugin: {root: /opt/pump}", NONE).mistakes().toString())
        .contains("plugin.root is no key; those of a plug-in are like plugin.folders.root");
  }

  @Test
  void theEnvironmentWinsOverTheFileAndSufficesWithoutOne() throws Exception {
    Map<String, String> environment =
        Map.of(
            "IOTISTIC_DEVICE", "from-environment",
            "IOTISTIC_MQTT_URL", "ssl://broker_1.example:8883",
            "IOTISTIC_HEALTH_STABLE_FOR", "5s",
            "IOTISTIC_MQTT_USERNAME", "",
            "IOTISTIC_SCRIPT_COMMAND", "[/bin/sh, -c, 'exit 0']",
            "IOTISTIC_JAVA_OPTS", "-Xmx32m",
            "PATH", "/bin");
    Configuration read = read("device: from-file\nhealth: {stable_for: 1m}\n", environment);
    assertThat(read.mistakes()).isEmpty();
    assertThat(read.get("device")).contains("from-environment");
    assertThat(read.get("health.stable_for")).contains("5s");
    assertThat(read.get("mqtt.username")).isEmpty();
    assertThat(read.get("script.command")).contains("[\"/bin/sh\",\"-c\",\"exit 0\"]");
    assertThat(Configuration.load(Optional.empty(), environment).demand("device").mistakes())
        .isEmpty();
  }

  @Test
  void textStaysAsItWasWritten() throws IOException {
    Configuration read =
        read(
            "device: 0123\nmqtt: {username: on, password: 0x1F}\nschedule: {window: 22:00-04:00}\n",
            NONE);
    assertThat(read.get("device")).contains("0123");
    assertThat(read.get("mqtt.username")).contains("on");
    assertThat(read.get("mqtt.password")).contains("0x1F");
    assertThat(read.get("schedule.window")).contains("22:00-04:00");
  }

  @Test
  void everyMistakeIsNamedAtOnce() throws IOException {
    Configuration read =
        read(
            """
            device: abc 123
            mqtt:
              url: localhost:1883
              passwort: geheim
            health: {timout: 5m, stable_for: 5 minutes}
            shedule: {window: "02:00-05:00"}
            """,
            Map.of("IOTISTIC_HEALT_TIMEOUT", "5m"));
    assertThat(read.mistakes()).hasSize(7);
    assertThatThrownBy(() -> read.demand("device", "mqtt.url"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("The configuration has 7 mistakes:")
        .hasMessageContaining("agent.yaml, line 1: device is \"abc 123\"; it must be a name")
        .hasMessageContaining(
            "agent.yaml, line 3: mqtt.url is \"localhost:1883\"; it must be tcp://")
        .hasMessageContaining("line 4: there is no key mqtt.passwort; did you mean mqtt.password?")
        .hasMessageContaining("line 5: there is no key health.timout; did you mean health.timeout?")
        .hasMessageContaining("health.stable_for is \"5 minutes\"; it must be a time from 0s to 1d")
        .hasMessageContaining("line 6: there is no key shedule; did you mean schedule?")
        .hasMessageContaining(
            "IOTISTIC_HEALT_TIMEOUT: there is no such setting; did you mean IOTISTIC_HEALTH_TIMEOUT?")
        .hasMessageNotContaining("geheim");
  }

  @Test
  void whatIsMissingSaysHowToSetIt() throws IOException {
    Configuration read = read("", NONE);
    assertThatThrownBy(() -> read.demand("device", "mqtt.url"))
        .hasMessageContaining("device is missing")
        .hasMessageContaining("IOTISTIC_DEVICE in the environment")
        .hasMessageContaining("mqtt.url is missing");
  }

  @Test
  void secretsAreNeverShown() throws IOException {
    Configuration read =
        read(
            """
            mqtt: {url: ssl://h, username: u, password: hunter2}
            network: {proxy: "http://me:hunter2@proxy:3128"}
            """,
            NONE);
    assertThat(read.mistakes()).isEmpty();
    assertThat(read.shown().toString()).doesNotContain("hunter2").contains("mqtt.password");
    assertThat(read("mqtt: {password: [hunter2]}", NONE).mistakes().toString())
        .doesNotContain("hunter2");
    assertThat(read("mqtt: {password: \"hunter2}", NONE).mistakes())
        .singleElement()
        .asString()
        .doesNotContain("hunter2")
        .contains("line");
  }

  @Test
  void everySettingTellsItsSource() throws IOException {
    Configuration read =
        read("device: d\n\nlog:\n  level: debug\n", Map.of("IOTISTIC_LOG_FORMAT", "json"));
    assertThat(read.shown())
        .extracting(Configuration.Setting::key, Configuration.Setting::source)
        .contains(
            tuple("log.level", file() + ", line 4"),
            tuple("log.format", "IOTISTIC_LOG_FORMAT"),
            tuple("backups", "default"));
  }

  @Test
  void theDeviceMayStandInAFile() throws Exception {
    Path id = Files.writeString(folder.resolve("machine-id"), "0a1b2c3d\n");
    assertThat(read("device_file: " + id, NONE).demand("device").get("device"))
        .contains("0a1b2c3d");
    assertThat(read("device_file: " + id, Map.of("IOTISTIC_DEVICE", "x")).get("device"))
        .contains("x");
    assertThat(read("device: x\ndevice_file: " + id, NONE).mistakes())
        .singleElement()
        .asString()
        .contains("either device or device_file");
    Files.writeString(id, "two words");
    assertThat(read("device_file: " + id, NONE).mistakes())
        .singleElement()
        .asString()
        .contains(id + " holds");
    assertThat(read("device_file: /no/such", NONE).mistakes())
        .singleElement()
        .asString()
        .contains("there is no such file");
  }

  @Test
  void aNamedFileMustBeThere() {
    Configuration read = Configuration.load(Optional.of(folder.resolve("gone.yaml")), NONE);
    assertThat(read.mistakes())
        .containsExactly(folder.resolve("gone.yaml") + ": there is no such file.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mqtt: tcp://h | mqtt is a section; it has the keys url, username",
        "url: tcp://h | did you mean mqtt.url?",
        "device: {a: b} | device is a section; it must be",
        "device: [a, b] | device is [\"a\", \"b\"]; it must be",
        "mqtt: {url: 'tcp://u:p@h:1883'} | it must be tcp://HOST:PORT",
        "mqtt: {url: 'tcp://h:70000'} | it must be tcp://HOST:PORT",
        "mqtt: {url: 'tcp://h/x'} | it must be tcp://HOST:PORT",
        "mqtt: {nonsense: 1} | mqtt has the keys url,",
        "mqtt: {topic_base: 'agent/#'} | it must be a topic",
        "mqtt: {cert: /c, url: 'ssl://h'} | mqtt.cert is of no use without mqtt.key",
        "mqtt: {ca: /c, url: 'tcp://h'} | write ssl:// in mqtt.url",
        "mqtt: {password: x} | mqtt.password is of no use without mqtt.username",
        "updater: Docker | it must be auto, docker, systemd, script or the id of a strategy",
        "backups: 0 | it must be a whole number from 1 to 100",
        "backups: three | it must be a whole number from 1 to 100",
        "state_dir: relative | it must be an absolute path",
        "docker: {tag: latest} | it must be a tag with {version} in it",
        "docker: {registry: {credentials_command: helper}} | it must be a list of a program",
        "docker: {registry: {plain_http: yes}} | it must be true or false",
        "docker: {registry: {credentials_command: [[a]]}} | a list of more than single values",
        "systemd: {releases: 'http://example.com'} | or with http:// on this machine itself",
        "systemd: {artifact: 'a/b'} | it must be the name of a file",
        "systemd: {artifact: 'agent-{os}'} | it must be the name of a file",
        "systemd: {releases: 'file://usb/x'} | or with file:/// for a folder",
        "systemd: {unit: agent} | the name of a unit, ending in .service",
        "download: {min_rate: 1KiB} | it must be a rate",
        "download: {max_size: 512} | it must be a size",
        "download: {max_rate: 1B/s} | download.max_rate must not be below download.min_rate",
        "health: {timeout: 30s} | health.stable_for must be shorter than health.timeout",
        "health: {timeout: 999999999d} | it must be a time from 1s to 1d",
        "health: {probe: 'ftp://h'} | it must be an http address, or a list",
        "schedule: {window: 2-5} | two different times of day",
        "schedule: {window: '25:00-26:00'} | two different times of day",
        "schedule: {window: '02:00-02:00'} | two different times of day",
        "schedule: {zone: Mars/Olympus} | IANA name",
        "log: {level: loud} | it must be error, warn, info, debug or trace",
        "security: {command: {policy: required}} | does not check signatures",
        "'device: a\ndevice: b' | Duplicate",
        "'- a' | keys with their values are expected",
        "'a: *b' | there is no key a",
      })
  void explains(String yaml, String expected) throws IOException {
    assertThat(read(yaml, NONE).mistakes()).singleElement().asString().contains(expected.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mqtt: {url: 'tcp://[::1]:1883'}",
        "mqtt: {url: 'ssl://mqtt_broker'}",
        "docker: {host: 'unix:///run/user/1000/docker.sock'}",
        "docker: {tag: 'v{version}-arm64'}",
        "systemd: {releases: 'http://127.0.0.1:8080/x'}",
        "systemd: {releases: 'file:///media/usb/releases', artifact: 'agent-{version}-{arch}'}",
        "health: {probe: 'http://localhost:8080/health?x=1'}",
        "health: {probe: [/usr/bin/test, -e, /tmp/ok]}",
        "schedule: {window: '22:00-04:00', zone: America/Toronto}",
        "network: {proxy: 'http://user:pw@proxy.local:3128'}",
        "'--- # nothing here'",
        "''",
      })
  void takes(String yaml) throws IOException {
    assertThat(read(yaml, NONE).mistakes()).isEmpty();
  }

  private Path file() {
    return folder.resolve("agent.yaml");
  }

  private Configuration read(String yaml, Map<String, String> environment) throws IOException {
    return Configuration.load(Optional.of(Files.writeString(file(), yaml)), environment);
  }
}
