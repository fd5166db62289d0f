package ca.iotistic.agent.launcher;

import ca.iotistic.agent.launcher.config.Configuration;
import ca.iotistic.agent.launcher.config.ConfigurationException;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import picocli.CommandLine.Command;

@Command(
    name = "cancel",
    description = {
      "Drop the update that is scheduled, waits or is being prepared.",
      "",
      "Once the switch has begun it is too late; it ends by itself, one way or the other.",
      ""
    })
final class CancelCommand extends AgentCommand {
  CancelCommand(Context context, Root root) {
    super(context, root);
  }

  @Override
  public Integer call()
      throws IOException, UpdateException, InterruptedException, ConfigurationException {
    Configuration configuration = readForgiving();
    Request request = Request.cancel(context().time().now());
    return new Errand(context(), configuration, files(configuration))
        .run(request, false)
        .tell(console());
  }
}
