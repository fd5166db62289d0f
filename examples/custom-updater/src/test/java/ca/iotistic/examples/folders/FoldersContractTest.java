package ca.iotistic.examples.folders;

import ca.iotistic.agent.contract.Stage;
import ca.iotistic.agent.contract.UpdaterContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** All that it takes to know that a strategy keeps its promises. */
final class FoldersContractTest extends UpdaterContract {
  @TempDir Path directory;

  @Override
  protected Stage open() throws Exception {
    return new FoldersStage(directory);
  }
}
