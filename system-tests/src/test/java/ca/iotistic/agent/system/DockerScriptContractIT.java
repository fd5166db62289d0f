package ca.iotistic.agent.system;

import ca.iotistic.agent.contract.Stage;
import ca.iotistic.agent.contract.UpdaterContract;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code update-agent-docker.sh} keeps the contract, on a real engine with a real registry. */
final class DockerScriptContractIT extends UpdaterContract {
  @RegisterExtension final ScriptedContainer scene = new ScriptedContainer();

  @Override
  protected Stage open() throws Exception {
    return new ScriptedContainerStage(scene);
  }
}
