package ca.iotistic.agent.systemd;

import ca.iotistic.agent.contract.Stage;
import ca.iotistic.agent.contract.UpdaterContract;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The systemd strategy keeps the contract on a real systemd, with services that are no Java. */
final class SystemdContractIT extends UpdaterContract {
  private static @Nullable Machine machine;

  @BeforeAll
  static void boot() throws Exception {
    machine = new Machine();
  }

  @AfterAll
  static void powerOff() throws Exception {
    Objects.requireNonNull(machine).close();
  }

  @Override
  protected Stage open() throws Exception {
    return new Service(Objects.requireNonNull(machine));
  }
}
