package ca.iotistic.agent.script;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Calls the script: an argument vector and variables, never a line for a shell. */
final class ScriptCommand {
  static final String UPDATE_ID = "IOTISTIC_UPDATE_ID";
  static final String BACKUPS = "IOTISTIC_BACKUPS";
  private static final String SETTING = "script.command";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path IN_A_CONTAINER = Path.of("/app/bin/update-agent-docker.sh");
  private static final String ELSEWHERE = "/usr/local/bin/update-agent-systemd.sh";

  /** For a question; it is asked at the start of an agent, too. */
  private static final Duration ASK = Duration.ofMinutes(1);

  /** For work: more than the engine gives to a verb, whose own limit comes as an interrupt. */
  private static final Duration WORK = Duration.ofDays(1);

  /** What a script may want to know; names of files with secrets, and no secrets. */
  private static final List<String> TOLD =
      List.of(
          "systemd.unit",
          "systemd.binary",
          "systemd.releases",
          "systemd.artifact",
          "systemd.token_file",
          "systemd.ca",
          "docker.container",
          "docker.image",
          "docker.tag",
          "health.stable_for",
          "health.timeout");

  private final Environment environment;

  ScriptCommand(Environment environment) {
    this.environment = environment;
  }

  /**
   * The program and its first arguments.
   *
   * @throws IllegalArgumentException if the setting is no list of words
   */
  static List<String> words(Environment environment) {
    String value = environment.setting(SETTING, "");
    if (value.isEmpty()) {
      return List.of(Files.exists(IN_A_CONTAINER) ? IN_A_CONTAINER.toString() : ELSEWHERE);
    }
    try {
      JsonNode list = JSON.readTree(value);
      List<String> words = new ArrayList<>();
      list.forEach(word -> words.add(word.asText()));
      if (!words.isEmpty() && words.stream().noneMatch(String::isBlank)) {
        return words;
      }
    } catch (IOException notJson) {
      throw new IllegalArgumentException(wrong(value), notJson);
    }
    throw new IllegalArgumentException(wrong(value));
  }

  private static String wrong(String value) {
    return SETTING + ": \"" + value + "\" is not a JSON list of a program and its arguments";
  }

  /**
   * Asks it something that it answers at once, and lets it end however it ends.
   *
   * @throws UpdateException if it cannot be run
   */
  ScriptSaid ask(Map<String, String> about, String... arguments)
      throws UpdateException, InterruptedException {
    return run(about, ASK, Update.Progress.NONE, arguments);
  }

  /**
   * Has it do something.
   *
   * @param about variables of this call beside the settings
   * @throws UpdateException if it cannot be run, or with the reason that it names if it ends with
   *     anything but 0
   */
  ScriptSaid work(Map<String, String> about, Update.Progress progress, String... arguments)
      throws UpdateException, InterruptedException {
    return run(about, WORK, progress, arguments).require();
  }

  private ScriptSaid run(
      Map<String, String> about, Duration limit, Update.Progress progress, String... arguments)
      throws UpdateException, InterruptedException {
    List<String> line = new ArrayList<>(words(environment));
    line.addAll(List.of(arguments));
    try {
      Processes.Result how =
          environment
              .processes()
              .run(
                  line,
                  variables(about),
                  Path.of("/"),
                  limit,
                  said -> ScriptSaid.progress(said, progress));
      return new ScriptSaid(line.get(0), how);
    } catch (IOException notStarted) {
      throw new UpdateException(
          Reason.SCRIPT_EXECUTION_FAILED,
          notStarted.getMessage() + "; set script.command to a program that can be run",
          notStarted);
    }
  }

  private Map<String, String> variables(Map<String, String> about) {
    Map<String, String> all = new TreeMap<>();
    for (String key : TOLD) {
      String value = environment.setting(key, "");
      if (!value.isEmpty()) {
        all.put("IOTISTIC_" + key.toUpperCase(Locale.ROOT).replace('.', '_'), value);
      }
    }
    String engine = environment.setting("docker.host", "");
    if (!engine.isEmpty()) {
      all.put("DOCKER_HOST", engine);
    }
    all.put("IOTISTIC_STATE_DIR", environment.stateDirectory().toString());
    all.put(BACKUPS, Integer.toString(environment.backupsKept()));
    // Else the script would ask the agent to do it.
    all.put("IOTISTIC_SCRIPT", "plain");
    all.put("JAVA_HOME", System.getProperty("java.home"));
    all.putAll(about);
    return all;
  }
}
