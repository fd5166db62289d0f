package ca.iotistic.agent.launcher;

import ca.iotistic.agent.launcher.config.Configuration;
import ca.iotistic.agent.launcher.config.ConfigurationException;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "update",
    description = {
      "Install a version and follow it to its end.",
      "",
      "The agent that runs does the work; this command only watches, so it may be interrupted"
          + " without effect. If no agent runs, the command does the agent's part itself.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  iotistic-agent update                  the newest version",
      "  iotistic-agent update 1.0.6            this one, which may be lower than the installed one",
      "  iotistic-agent update 1.0.6 --dry-run  would it work?",
      "  iotistic-agent update --at 02:00       next time it is two o'clock (schedule.zone)",
      "  iotistic-agent update 1.0.6 --at 2026-12-01T02:00:00Z"
    })
final class UpdateCommand extends AgentCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "VERSION",
      description = "A version like 1.0.6, or latest, which it is if left out.")
  Optional<String> version = Optional.empty();

  @Option(
      names = "--force",
      description = "Even if it is installed already, or did not work here before.")
  boolean force;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description =
          "Not now but then: 02:00, or a time with its zone like 2026-12-01T02:00:00Z. The command"
              + " returns when the agent has put it on its list.")
  Optional<String> at = Optional.empty();

  @Option(
      names = "--dry-run",
      description = "Do everything but the switch, put all away again, and say what would be.")
  boolean dryRun;

  @Spec CommandSpec spec = CommandSpec.create();

  UpdateCommand(Context context, Root root) {
    super(context, root);
  }

  @Override
  public Integer call()
      throws IOException, UpdateException, InterruptedException, ConfigurationException {
    if (dryRun && at.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "A dry run is done at once; leave out --at or --dry-run.");
    }
    Configuration configuration = readForgiving();
    Optional<Instant> when =
        when(configuration.get("schedule.zone").map(ZoneId::of).orElseGet(ZoneId::systemDefault));
    Request request = Request.update(version, force, when, dryRun, context().time().now());
    return new Errand(context(), configuration, files(configuration))
        .run(request, when.isPresent())
        .tell(console());
  }

  private Optional<Instant> when(ZoneId zone) {
    if (at.isEmpty()) {
      return Optional.empty();
    }
    Optional<Instant> when = Moment.read(at.get(), context().time().now(), zone);
    if (when.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "\""
              + at.get()
              + "\" is not a time for --at: write 02:00, or a time with its zone like"
              + " 2026-12-01T02:00:00Z or 2026-12-01T02:00:00+01:00.");
    }
    return when;
  }
}
