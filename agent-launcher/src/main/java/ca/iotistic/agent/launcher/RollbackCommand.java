package ca.iotistic.agent.launcher;

import ca.iotistic.agent.launcher.config.Configuration;
import ca.iotistic.agent.launcher.config.ConfigurationException;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "rollback",
    description = {
      "Go back to a backup.",
      "",
      "It is an update like any other: what runs now is kept, and if the backup does not work, the"
          + " device goes back to it.",
      ""
    },
    footer = {"", "`iotistic-agent backups` lists what there is to go back to."})
final class RollbackCommand extends AgentCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "BACKUP",
      description = "The name of a backup; the newest one if left out.")
  Optional<String> backup = Optional.empty();

  RollbackCommand(Context context, Root root) {
    super(context, root);
  }

  @Override
  public Integer call()
      throws IOException, UpdateException, InterruptedException, ConfigurationException {
    Configuration configuration = readForgiving();
    Request request = Request.rollback(backup, context().time().now());
    return new Errand(context(), configuration, files(configuration))
        .run(request, false)
        .tell(console());
  }
}
