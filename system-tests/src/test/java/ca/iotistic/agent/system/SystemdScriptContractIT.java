package ca.iotistic.agent.system;

import ca.iotistic.agent.contract.Stage;
import ca.iotistic.agent.contract.UpdaterContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code update-agent-systemd.sh} keeps the contract, on a real systemd. */
final class SystemdScriptContractIT extends UpdaterContract {
  @RegisterExtension static final Booted BOOTED = new Booted();

  @Override
  protected Stage open() throws Exception {
    return new ScriptedServiceStage(Objects.requireNonNull(BOOTED.machine), BOOTED.directory);
  }

  /** One machine for all scenarios; each has a service of its own. */
  static final class Booted implements BeforeAllCallback, AfterAllCallback {
    private final String name = "contract-" + UUID.randomUUID().toString().substring(0, 8);
    private Path directory = Path.of("target");
    private @Nullable SystemdMachine machine;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
      TestBed bed = TestBed.of(context);
      bed.systemd();
      directory = Files.createTempDirectory(name);
      machine = new SystemdMachine(bed.usual(), name, directory);
      machine.boot(Files.createFile(directory.resolve("nothing")));
      ScriptedService.bringScript(machine, directory);
    }

    @Override
    public void afterAll(ExtensionContext context) {
      Objects.requireNonNull(machine).remove();
      new Shell(Path.of("."), Map.of()).run("rm", "-rf", directory.toString());
    }
  }
}
