package ca.iotistic.agent.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "history",
    description = {"Show the updates that have ended, or one of them in full.", ""},
    footer = {"", "An update that failed shows the last lines of what did not work."})
final class HistoryCommand extends AgentCommand {
  @Parameters(arity = "0..1", paramLabel = "ID", description = "The update to show in full.")
  Optional<String> id = Optional.empty();

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "20",
      description = "How many of the newest (${DEFAULT-VALUE}).")
  int most = 20;

  @Mixin private final JsonOption json = new JsonOption();

  HistoryCommand(Context context, Root root) {
    super(context, root);
  }

  @Override
  public Integer call() throws IOException {
    AgentFiles files = files(readForgiving());
    List<ObjectNode> all = files.history();
    return id.isPresent() ? one(files, all, id.get()) : list(files, all);
  }

  private int list(AgentFiles files, List<ObjectNode> all) throws IOException {
    List<ObjectNode> newest = all.subList(Math.max(0, all.size() - Math.max(1, most)), all.size());
    if (json.wanted) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      newest.forEach(array::add);
      say(JsonOption.print(array));
      return Exit.DONE;
    }
    if (newest.isEmpty()) {
      say("No update has ended on this device yet.");
      return Exit.DONE;
    }
    Table table = new Table().row("BEGUN", "ID", "FROM", "TO", "TOOK", "ENDED");
    for (JsonNode line : newest) {
      table.row(
          Words.moment(line.path("started_at")),
          files.updateId(line.path("id").asText()),
          line.path("from").asText(),
          line.path("to").asText().isEmpty() ? "-" : line.path("to").asText(),
          Words.span(line.path("took_ms").asLong()),
          ended(line));
    }
    table.lines().forEach(this::say);
    return Exit.DONE;
  }

  private static String ended(JsonNode line) {
    String dry = line.path("dry_run").asBoolean() ? " (dry run)" : "";
    if (!line.path("failure").isObject()) {
      return "well" + dry;
    }
    String back = line.path("rolled_back").asBoolean() ? ", rolled back" : "";
    return line.path("failure").path("reason").asText() + back + dry;
  }

  private int one(AgentFiles files, List<ObjectNode> all, String wanted) throws IOException {
    String job = files.jobId(wanted);
    Optional<ObjectNode> found =
        all.stream()
            .filter(line -> List.of(wanted, job).contains(line.path("id").asText()))
            .findFirst();
    if (found.isEmpty()) {
      console()
          .err()
          .println(
              "No update "
                  + wanted
                  + " has ended here. `iotistic-agent history` lists those that have, and"
                  + " `iotistic-agent status` shows the one in flight.");
      return Exit.FAILED;
    }
    if (json.wanted) {
      say(JsonOption.print(found.get()));
      return Exit.DONE;
    }
    JsonNode line = found.get();
    Verdicts.ofHistory(line).tell(console());
    Table table = new Table();
    table.row("Begun", Words.moment(line.path("started_at")));
    table.row("From", line.path("from").asText());
    table.row("To", (line.path("to").asText() + " " + line.path("digest").asText()).strip());
    table.row("By", line.path("updater").asText());
    if (line.path("failure").isObject()) {
      table.row("Phase", line.path("failure").path("phase").asText().replace('_', ' '));
    }
    files
        .flightRecord(found.get().path("id").asText())
        .ifPresent(record -> table.row("Record", record.toString()));
    table.lines().forEach(this::say);
    return Exit.DONE;
  }
}
