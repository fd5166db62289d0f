package ca.iotistic.agent;

import ca.iotistic.agent.command.CommandSource;
import ca.iotistic.agent.command.Delivery;
import ca.iotistic.agent.decision.Decisions;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.update.Job;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;

/**
 * Commands of a person on the device. They may ask for what the cloud may not: a dry run, and a
 * roll-back to a backup by name; these are not in the log of commands, since the person is there to
 * ask again. All others are commands like any other.
 */
final class LocalCommands implements CommandSource.Sink {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Intake intake;
  private final Agenda agenda;
  private final Decisions decisions;
  private final Runnable pokeWorker;

  LocalCommands(Intake intake, Agenda agenda, Decisions decisions, Runnable pokeWorker) {
    this.intake = intake;
    this.agenda = agenda;
    this.decisions = decisions;
    this.pokeWorker = pokeWorker;
  }

  @Override
  public void accept(Delivery delivery) throws IOException {
    Optional<Job> job = byHand(delivery.payload());
    if (job.isEmpty()) {
      intake.accept(delivery);
    } else if (!intake.open()) {
      throw new IOException("an update is being switched: come again");
    } else {
      agenda.byHand(job.get());
      pokeWorker.run();
    }
  }

  @Override
  public void listening(boolean now) {
    // Says nothing about whether the cloud can reach this device.
  }

  private Optional<Job> byHand(byte[] payload) {
    JsonNode command;
    try {
      command = JSON.readTree(payload);
    } catch (IOException notJson) {
      return Optional.empty(); // The intake says so.
    }
    String id = command.path("id").asText("");
    boolean dryRun = command.path("dry_run").asBoolean(false);
    Optional<String> backup =
        command.path("action").asText("").equals("rollback")
            ? Optional.of(command.path("backup").asText(""))
            : Optional.empty();
    if (!dryRun && backup.filter(name -> !name.isEmpty()).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Job(
            id.matches("[A-Za-z0-9-]{1,64}") ? id : decisions.newId(),
            Request.of(command.path("version").asText(Request.LATEST)),
            backup,
            backup.isPresent() || command.path("force").asBoolean(false),
            dryRun,
            Optional.empty(),
            Optional.empty()));
  }
}
