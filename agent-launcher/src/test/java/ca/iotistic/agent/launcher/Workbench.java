package ca.iotistic.agent.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import ca.iotistic.agent.Inspection;
import ca.iotistic.agent.LocalControl;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.launcher.config.Configuration;
import ca.iotistic.agent.mqtt.Greeting;
import ca.iotistic.agent.mqtt.Greeting.Welcome;
import ca.iotistic.agent.schedule.Outlook;
import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Check;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The command line in this process, over a state directory in which a script plays the agent: each
 * time that the command looks again, the next step happens.
 */
final class Workbench implements Agents, Time {
  static final ObjectMapper JSON = new ObjectMapper();

  final StateDirectory state;
  final Map<String, String> environment = new TreeMap<>();
  final List<String> happened = new ArrayList<>();
  final List<Check> checks = new ArrayList<>();
  final List<Backup> backups = new ArrayList<>();
  Instant moment = Instant.parse("2026-11-24T23:57:41Z");
  Outlook outlook =
      new Outlook(moment, Instant.EPOCH, false, ZoneId.of("America/Toronto"), Optional.empty());
  Greeting greeting = new Greeting(Welcome.ACCEPTED, "", Optional.empty());
  Ending ending = Ending.NEVER;
  boolean alive = true;
  boolean terminal;
  boolean colour;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Deque<Step> steps = new ArrayDeque<>();
  private Optional<StateDirectory.Lock> lock = Optional.empty();
  private Duration uptime = Duration.ZERO;

  /** What the agent does next. */
  interface Step {
    void happen() throws IOException;
  }

  Workbench(Path folder) throws IOException {
    state = StateDirectory.open(folder, Seam.NONE);
    environment.put("IOTISTIC_STATE_DIR", folder.toString());
  }

  /** As long as it runs it holds the lock, which is how the command line knows. */
  Workbench agentRuns() throws IOException {
    lock = state.instanceLock();
    return this;
  }

  void close() throws IOException {
    if (lock.isPresent()) {
      lock.get().close();
      lock = Optional.empty();
    }
  }

  Workbench then(Step step) {
    steps.addLast(step);
    return this;
  }

  int run(String... arguments) {
    Console console =
        new Console(
            new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), terminal, colour);
    return Launcher.run(new Context(console, environment, this, this, ending, "1.0.5"), arguments);
  }

  String out() {
    return out.toString(UTF_8);
  }

  String err() {
    return err.toString(UTF_8);
  }

  /** Takes the one request out of the inbox. */
  JsonNode take() throws IOException {
    try (DirectoryStream<Path> letters = Files.newDirectoryStream(state.inbox(), "*.json")) {
      Path letter = letters.iterator().next();
      JsonNode command = JSON.readTree(Files.readAllBytes(letter));
      Files.delete(letter);
      return command;
    }
  }

  void journal(String id, String phase, String owner) throws IOException {
    String entry =
        """
        {"id":"%s","phase":"%s","owner":"%s","job":{"version":"1.0.6"},"touched":true,
        "previous":{"version":"1.0.5"},"release":{"version":"1.0.6"},
        "started_at":"2026-11-24T23:57:41Z","failure":{"error":"it does not answer"}}
        """;
    state.journal().write(entry.formatted(id, phase, owner).getBytes(UTF_8));
  }

  void local(String json) throws IOException {
    state.file("local.json").write(json.getBytes(UTF_8));
  }

  void last(String id, String status) throws IOException {
    local(
        "{\"version\":\"1.0.5\",\"last\":{\"update_id\":\"%s\",\"timestamp\":1699564800000,%s}}"
            .formatted(id, status));
  }

  @Override
  public Instant now() {
    return moment;
  }

  @Override
  public Duration uptime() {
    return uptime;
  }

  @Override
  public void sleep(Duration duration) {
    uptime = uptime.plus(duration);
    try {
      if (!steps.isEmpty()) {
        steps.removeFirst().happen();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public Agent make(Configuration configuration, boolean connected) {
    happened.add(connected ? "made" : "made offline");
    return new Agent() {
      @Override
      public void start() {
        happened.add("started");
      }

      @Override
      public void close() {
        happened.add("closed");
      }

      @Override
      public LocalControl local() {
        return control();
      }
    };
  }

  @Override
  public Inspection inspect(Configuration configuration) {
    happened.add("inspected");
    return new Inspection() {
      @Override
      public List<Check> checks() {
        return checks;
      }

      @Override
      public List<Backup> backups() {
        return backups;
      }

      @Override
      public Outlook outlook() {
        return outlook;
      }

      @Override
      public Optional<Greeting> broker() {
        return Optional.of(greeting);
      }
    };
  }

  private LocalControl control() {
    return new LocalControl() {
      @Override
      public boolean alive() {
        return alive;
      }

      @Override
      public List<Check> checks() {
        return checks;
      }

      @Override
      public List<Backup> backups() {
        return backups;
      }
    };
  }
}
