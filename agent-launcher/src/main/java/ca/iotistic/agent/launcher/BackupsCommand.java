package ca.iotistic.agent.launcher;

import ca.iotistic.agent.launcher.Console.Paint;
import ca.iotistic.agent.launcher.config.Configuration;
import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "backups",
    description = {"Show what there is to go back to, newest first.", ""},
    footer = {"", "`iotistic-agent rollback BACKUP` goes back to one of them."})
final class BackupsCommand extends AgentCommand {
  @Mixin private final JsonOption json = new JsonOption();

  BackupsCommand(Context context, Root root) {
    super(context, root);
  }

  @Override
  public Integer call() throws IOException, UpdateException, InterruptedException {
    Configuration configuration = readForgiving();
    List<Backup> backups = context().agents().inspect(configuration).backups();
    if (json.wanted) {
      say(JsonOption.print(tree(backups)));
    } else if (backups.isEmpty()) {
      say("There is no backup yet; the first update makes one.");
    } else {
      Table table = new Table().row("BACKUP", "VERSION", "TAKEN", "");
      backups.forEach(
          backup ->
              table.row(
                  backup.id(),
                  backup.release().version(),
                  Words.moment(TextNode.valueOf(backup.takenAt().toString())),
                  backup.usable() ? "" : console().paint(Paint.BAD, "cannot be started")));
      table.lines().forEach(this::say);
    }
    return Exit.DONE;
  }

  private static ArrayNode tree(List<Backup> backups) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (Backup backup : backups) {
      all.addObject()
          .put("id", backup.id())
          .put("version", backup.release().version())
          .put("identity", backup.identity())
          .put("taken_at", backup.takenAt().toString())
          .put("usable", backup.usable());
    }
    return all;
  }
}
