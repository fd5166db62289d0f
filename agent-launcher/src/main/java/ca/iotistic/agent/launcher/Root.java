package ca.iotistic.agent.launcher;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The options that every command has. */
@Command(
    name = "iotistic-agent",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Keeps a device up to date: takes update commands over MQTT or from this command line,"
          + " replaces the agent by another version, watches that it works, and goes back if it"
          + " does not. A device is never left without a running agent.",
      ""
    },
    optionListHeading = "Options:%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  iotistic-agent update 1.0.6            install a version and follow it",
      "  iotistic-agent update --at 02:00       the newest version, next time it is two o'clock",
      "  iotistic-agent status                  what this device does now",
      "  iotistic-agent doctor                  what an update would fail for, and the cure",
      "",
      "Exit codes:",
      "  0  done, or there was nothing to do",
      "  1  it did not work; the device is as it was before",
      "  2  the command line or the configuration is wrong",
      "  3  the agent rejects the command",
      "  4  it did not work; somebody has to look at the device",
      "",
      "Configuration:",
      "  /etc/iotistic/agent.yaml, and for every key a variable of the environment, which wins:",
      "  mqtt.url is IOTISTIC_MQTT_URL, health.stable_for is IOTISTIC_HEALTH_STABLE_FOR.",
      "  `device` and `mqtt.url` suffice. All keys: iotistic-agent doctor --print-config.",
      "  Options for Java, like -Xmx96m, go into IOTISTIC_JAVA_OPTS.",
    })
final class Root implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Read this configuration instead of /etc/iotistic/agent.yaml.")
  Optional<Path> config = Optional.empty();

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Log in detail.")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version of this agent.")
  boolean version;

  private final CommandSpec spec;

  Root() {
    spec = CommandSpec.forAnnotatedObject(this);
  }

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    CommandLine all = spec.commandLine();
    throw new ParameterException(
        all, "Which command? " + String.join(", ", all.getSubcommands().keySet()) + ".");
  }
}
