package ca.iotistic.agent.launcher;

import ca.iotistic.agent.Inspection;
import ca.iotistic.agent.launcher.config.Configuration;
import ca.iotistic.agent.launcher.config.ConfigurationException;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the doctor looks at, in the order in which somebody would mend it. */
final class Examination {
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
      throws InterruptedException {
    Examination examination = new Examination(context, configuration, files);
    examination.all();
    return examination.findings;
  }

  private void all() throws InterruptedException {
    configuration();
    findings.addAll(StateCheck.of(files));
    findings.addAll(new FileCheck(configuration, context.time().now()).all());
    try {
      Inspection inspection = context.agents().inspect(configuration);
      findings.addAll(ClockCheck.of(inspection));
      findings.addAll(new BrokerCheck(context.time().now()).of(inspection));
      plugins();
      strategy(inspection);
    } catch (IOException | IllegalArgumentException broken) {
      findings.add(
          Finding.bad(
              "this device cannot be looked at: " + broken.getMessage(),
              "",
              "Put the configuration right first."));
    }
  }

  private void configuration() {
    try {
      configuration.demand("device", "mqtt.url");
      findings.add(
          Finding.good(
              "the configuration is right, for device " + configuration.get("device").orElse("")));
    } catch (ConfigurationException wrong) {
      String[] parts = String.valueOf(wrong.getMessage()).split("\n", 2);
      String what = parts[0].replaceAll(":$", "");
      findings.add(
          Finding.bad(
              what.substring(0, 1).toLowerCase(Locale.ROOT) + what.substring(1),
              "",
              parts.length > 1 ? parts[1].stripIndent() : ""));
    }
  }

  /** One that does not work matters only if it is the one that is wanted, which is told below. */
  private void plugins() throws InterruptedException {
    Plugins plugins = Plugins.of(configuration);
    plugins
        .loaded()
        .forEach(
            plugin ->
                findings.add(
                    Finding.good(
                        "the plug-in %s has the update strategy %s"
                            .formatted(plugin.jar(), plugin.id()))));
    plugins
        .troubles()
        .forEach(
            trouble ->
                findings.add(
                    Finding.careful(trouble.what(), Finding.sentence(trouble.cure()) + ".")));
  }

  private void strategy(Inspection inspection) throws InterruptedException {
    try {
      List<Finding> checks = inspection.checks().stream().map(Finding::of).toList();
      findings.addAll(checks);
      // Where the platform does not answer it has said so already.
      if (checks.stream().noneMatch(check -> check.grade() == Finding.Grade.BAD)) {
        findings.add(BackupCheck.of(inspection.backups()));
      }
    } catch (UpdateException none) {
      findings.add(
          Finding.bad(
              "no way to install an update works here",
              none.reason().wire(),
              String.valueOf(none.getMessage())));
    }
  }
}
