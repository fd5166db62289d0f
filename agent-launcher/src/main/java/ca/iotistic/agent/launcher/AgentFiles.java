package ca.iotistic.agent.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the agent keeps in its state directory, seen from another process. The agent may be of
 * another version and may write at the same moment, so what cannot be understood counts as not
 * there.
 */
final class AgentFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final StateDirectory state;

  AgentFiles(StateDirectory state) {
    this.state = state;
  }

  Path root() {
    return state.root();
  }

  /** What the device says of itself, the same as it publishes. */
  Optional<ObjectNode> local() throws IOException {
    return read(state.file("local.json"));
  }

  /** The update in flight. */
  Optional<ObjectNode> journal() throws IOException {
    return read(state.journal());
  }

  /** Updates that have ended, oldest first. */
  List<ObjectNode> history() throws IOException {
    Optional<byte[]> lines = new AtomicFile(state.history(), Seam.NONE).read();
    return lines.stream()
        .flatMap(bytes -> new String(bytes, UTF_8).lines())
        .flatMap(line -> parse(line.getBytes(UTF_8)).stream())
        .toList();
  }

  /** What the agent calls an update, by what the command called it; that itself if unknown. */
  String jobId(String updateId) throws IOException {
    return named(updateId, "update_id", "job_id");
  }

  /** The other way round. */
  String updateId(String jobId) throws IOException {
    return named(jobId, "job_id", "update_id");
  }

  /** The latest, as an id may be used again once it has been forgotten. */
  private String named(String id, String from, String to) throws IOException {
    String found = id;
    for (JsonNode command :
        read(state.file("commands.json")).orElseGet(JSON::createObjectNode).path("commands")) {
      if (command.path(from).asText().equals(id)) {
        found = command.path(to).asText(id);
      }
    }
    return found;
  }

  /** The flight record of an update that failed, if it left one; its name ends with the id. */
  Optional<Path> flightRecord(String id) throws IOException {
    if (!Files.isDirectory(state.flights())) {
      return Optional.empty();
    }
    try (Stream<Path> records = Files.list(state.flights())) {
      return records.filter(file -> file.toString().endsWith("-" + id + ".json")).findFirst();
    }
  }

  /** Whether an agent has this directory in its hands. */
  boolean agentRuns() throws IOException {
    return Files.isDirectory(state.root()) && state.instanceLocked();
  }

  void lay(Request request) throws IOException {
    Files.createDirectories(state.inbox());
    letter(request.id()).write(JSON.writeValueAsBytes(request.command()));
  }

  boolean lies(Request request) {
    return Files.exists(letter(request.id()).path());
  }

  void withdraw(Request request) throws IOException {
    letter(request.id()).delete();
  }

  /** Agents take them in the order of their names, which begin with the time. */
  private AtomicFile letter(String id) {
    return new AtomicFile(state.inbox().resolve(id + ".json"), Seam.NONE);
  }

  private static Optional<ObjectNode> read(AtomicFile file) throws IOException {
    return file.read().flatMap(AgentFiles::parse);
  }

  private static Optional<ObjectNode> parse(byte[] bytes) {
    try {
      JsonNode tree = JSON.readTree(bytes);
      return tree instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    } catch (JsonProcessingException foreign) {
      return Optional.empty();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
