package ca.iotistic.agent.launcher;

import ca.iotistic.agent.launcher.DoctorCommand.Finding;
import ca.iotistic.agent.launcher.config.Configuration;
import ca.iotistic.agent.launcher.config.ConfigurationException;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the doctor looks at. */
final class Examination {
  private static final long SPARE = 64L << 20;

  private final Context context;
  private final Configuration configuration;
  private final AgentFiles files;
  private final List<Finding> findings = new ArrayList<>();

  private Examination(Context context, Configuration configuration, AgentFiles files) {
    this.context = context;
    this.configuration = configuration;
    this.files = files;
  }

  static List<Finding> of(Context context, Configuration configuration, AgentFiles files)
      throws IOException {
    Examination examination = new Examination(context, configuration, files);
    examination.configuration();
    examination.stateDirectory();
    examination.filesOfSecrets();
    examination.broker();
    examination.strategy();
    return examination.findings;
  }

  private void configuration() {
    try {
      configuration.demand("device", "mqtt.url");
      findings.add(
          Finding.good(
              "the configuration is right, for device " + configuration.get("device").orElse("")));
    } catch (ConfigurationException wrong) {
      String[] parts = String.valueOf(wrong.getMessage()).split("\n", 2);
      findings.add(
          Finding.bad(
              parts[0].replaceAll(":$", ""), "", parts.length > 1 ? parts[1].stripIndent() : ""));
    }
  }

  private void stateDirectory() throws IOException {
    Path root = files.root();
    if (!Files.isDirectory(root)) {
      findings.add(
          Finding.careful(
              "the state directory " + root + " is not there yet",
              "The agent makes it at its first start. In a container it has to be a volume: -v"
                  + " iotistic:"
                  + root));
      return;
    }
    if (!Files.isWritable(root)) {
      findings.add(
          Finding.bad(
              "the state directory " + root + " cannot be written",
              "rollback_not_proven",
              "Run this as the user of the agent (root, say), or give the directory to that user."));
      return;
    }
    findings.add(
        files.agentRuns()
            ? Finding.good("an agent runs on this device")
            : Finding.careful(
                "no agent runs on this device", "Start it: `iotistic-agent run`, or its service."));
    String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(root));
    findings.add(
        rights.endsWith("------")
            ? Finding.good("the state directory " + root + " is only the agent's")
            : Finding.careful(
                "others may look into the state directory " + root, "chmod 700 " + root));
    FileStore store = Files.getFileStore(root);
    String free = Words.size(store.getUsableSpace());
    findings.add(
        store.getUsableSpace() >= SPARE
            ? Finding.good("the state directory has " + free + " free")
            : Finding.bad(
                "the state directory has no more than " + free + " free",
                "disk_full",
                "Make room: an update needs " + Words.size(SPARE) + " besides what it downloads."));
  }

  private void filesOfSecrets() {
    for (String key :
        List.of(
            "mqtt.password_file",
            "mqtt.ca",
            "mqtt.cert",
            "mqtt.key",
            "docker.registry.password_file",
            "docker.registry.auth_file",
            "docker.registry.ca",
            "systemd.token_file",
            "systemd.ca")) {
      Optional<Path> file = configuration.get(key).map(Path::of);
      if (file.isPresent() && !Files.isReadable(file.get())) {
        findings.add(
            Finding.bad(
                key + ": " + file.get() + " cannot be read",
                "",
                Files.exists(file.get())
                    ? "Give the user of the agent the right to read it."
                    : "There is no such file; put it there, or correct " + key + "."));
      }
    }
  }

  private void broker() {
    configuration.get("mqtt.url").map(Broker::look).ifPresent(findings::add);
  }

  private void strategy() {
    try (Agents.Agent agent = context.agents().make(configuration, false)) {
      agent.local().checks().forEach(check -> findings.add(Finding.of(check)));
    } catch (UpdateException none) {
      findings.add(
          Finding.bad(
              "no way to install an update works here",
              none.reason().wire(),
              String.valueOf(none.getMessage())));
    } catch (IOException | IllegalArgumentException broken) {
      findings.add(
          Finding.bad("the agent cannot be made", "", String.valueOf(broken.getMessage())));
    }
  }
}
