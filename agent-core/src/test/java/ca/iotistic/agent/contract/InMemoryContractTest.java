package ca.iotistic.agent.contract;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The strategy in memory keeps the contract that the real ones keep. */
final class InMemoryContractTest extends UpdaterContract {
  @TempDir Path state;

  @Override
  protected Stage open() {
    return new InMemoryStage(state);
  }
}
