package ca.iotistic.agent.launcher;

import ca.iotistic.agent.launcher.Console.Paint;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "status",
    description = {
      "Show what this device does.",
      "",
      "That is whether an agent runs, the update in flight, what is scheduled or waited for, and how"
          + " the last update ended.",
      ""
    },
    footer = {
      "",
      "In JSON it is the document that the device publishes as its state, and `running`."
    })
final class StatusCommand extends AgentCommand {
  @Mixin private final JsonOption json = new JsonOption();

  StatusCommand(Context context, Root root) {
    super(context, root);
  }

  @Override
  public Integer call() throws IOException {
    AgentFiles files = files(readForgiving());
    ObjectNode state = files.local().orElseGet(JsonNodeFactory.instance::objectNode);
    boolean running = files.agentRuns();
    // The journal is nearer to the truth: while the agent is being replaced nobody writes the
    // other.
    Optional<ObjectNode> flight = files.journal();
    if (flight.isPresent()) {
      state.set("update", inFlight(flight.get(), state.path("update")));
    } else {
      state.putNull("update");
    }
    state.put("running", running);
    if (json.wanted) {
      say(JsonOption.print(state));
    } else {
      table(state, running).lines().forEach(this::say);
    }
    return Exit.DONE;
  }

  private static ObjectNode inFlight(JsonNode journal, JsonNode said) {
    ObjectNode update = said.isObject() ? said.deepCopy() : JsonNodeFactory.instance.objectNode();
    if (!update.has("update_id")) {
      update.put("update_id", journal.path("id").asText());
    }
    update.put("current_version", journal.path("previous").path("version").asText());
    String wanted = journal.path("job").path("version").asText();
    update.put("target_version", journal.path("release").path("version").asText(wanted));
    update.put("phase", journal.path("phase").asText().toLowerCase(Locale.ROOT));
    update.put("started_at", journal.path("started_at").asText());
    return update;
  }

  private Table table(JsonNode state, boolean running) {
    Table table = new Table();
    table.row("Agent", agent(state.path("version").asText(), state, running));
    JsonNode update = state.path("update");
    table.row("Update", update.isObject() ? describe(update) : "none");
    JsonNode planned = state.path("scheduled");
    if (planned.isObject()) {
      table.row(
          "Scheduled",
          planned.path("version").asText() + " at " + Words.moment(planned.path("scheduled_time")));
    }
    JsonNode waiting = state.path("waiting");
    if (waiting.isObject()) {
      table.row("Waiting", Words.waiting(waiting));
    }
    JsonNode last = state.path("last");
    if (last.isObject()) {
      Verdict verdict = Verdicts.ofStatus(last);
      table.row("Last", console().paint(verdict.paint(), verdict.headline()));
      table.row("", Words.moment(last.path("timestamp")) + "  " + last.path("update_id").asText());
    }
    return table;
  }

  private String agent(String version, JsonNode state, boolean running) {
    if (running) {
      String strategy = state.path("deployment_type").asText("it has not said how yet");
      return console().paint(Paint.GOOD, (version + " runs").strip()) + " (" + strategy + ")";
    }
    String before =
        version.isEmpty() ? ", and none has run here yet" : "; the last one was " + version;
    return console().paint(Paint.BAD, "none runs") + before;
  }

  private static String describe(JsonNode update) {
    return update.path("current_version").asText()
        + " to "
        + update.path("target_version").asText()
        + ", "
        + update.path("phase").asText().replace('_', ' ')
        + ", begun "
        + Words.moment(update.path("started_at"))
        + "  "
        + update.path("update_id").asText();
  }
}
