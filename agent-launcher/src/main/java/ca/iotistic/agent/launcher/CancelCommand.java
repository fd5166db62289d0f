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
    AgentFiles files = files(configuration);
    Verdict verdict = new Errand(context(), configuration, files).run(request, false);
    boolean cancelled =
        files
            .local()
            .filter(local -> local.path("last").path("update_id").asText().equals(request.id()))
            .filter(local -> local.path("last").path("type").asText().equals("update_cancelled"))
            .isPresent();
    return (cancelled ? Verdict.good("The update is cancelled.") : verdict).tell(console());
  }
}
