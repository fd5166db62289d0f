package ca.iotistic.agent.launcher;

import ca.iotistic.agent.launcher.Console.Paint;
import ca.iotistic.agent.launcher.config.Configuration;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "doctor",
    description = {
      "Look at everything that an update needs, and say what to do about what is missing.",
      "",
      "It changes nothing and may be run at any time, beside a running agent too. At the broker it uses"
          + " a client id of its own, and subscribes to nothing.",
      ""
    },
    footer = {
      "",
      "It exits with 0 if updates work, with 1 if they do not.",
      "What is marked with hm does not keep an update from being installed."
    })
final class DoctorCommand extends AgentCommand {
  @Option(
      names = "--print-config",
      description = "Show every setting, where it comes from, and what it means, instead.")
  boolean printConfig;

  @Mixin private final JsonOption json = new JsonOption();

  DoctorCommand(Context context, Root root) {
    super(context, root);
  }

  @Override
  public Integer call() throws InterruptedException {
    Configuration configuration = read();
    logQuietly();
    if (printConfig) {
      return print(configuration);
    }
    List<Finding> findings = Examination.of(context(), configuration, files(configuration));
    boolean well = findings.stream().noneMatch(finding -> finding.grade() == Finding.Grade.BAD);
    if (json.wanted) {
      say(JsonOption.print(tree(findings, well)));
    } else {
      findings.forEach(this::tell);
      say("");
      say(conclusion(findings, well));
    }
    return well ? Exit.DONE : Exit.FAILED;
  }

  private String conclusion(List<Finding> findings, boolean well) {
    if (!well) {
      return console()
          .paint(
              Paint.BAD,
              "Updates do not work on this device as it is: see what is marked with no.");
    }
    boolean careful = findings.stream().anyMatch(f -> f.grade() == Finding.Grade.CAREFUL);
    return console()
        .paint(
            Paint.GOOD,
            "Updates work on this device" + (careful ? "; look at what is marked with hm." : "."));
  }

  private void tell(Finding finding) {
    String mark =
        switch (finding.grade()) {
          case GOOD -> console().paint(Paint.GOOD, "ok  ");
          case CAREFUL -> console().paint(Paint.CAREFUL, "hm  ");
          case BAD -> console().paint(Paint.BAD, "no  ");
        };
    say(mark + "  " + finding.what());
    finding.cure().lines().forEach(line -> say("        " + line));
  }

  private static ObjectNode tree(List<Finding> findings, boolean well) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.put("ok", well);
    ArrayNode checks = all.putArray("checks");
    for (Finding finding : findings) {
      ObjectNode check = checks.addObject();
      check.put("what", finding.what());
      check.put("ok", finding.grade() != Finding.Grade.BAD);
      check.put("warning", finding.grade() == Finding.Grade.CAREFUL);
      check.put("reason", finding.reason());
      check.put("cure", finding.cure());
    }
    return all;
  }

  /** So that it can be pasted into a file. */
  private static String quoted(String value) {
    return value.matches("[A-Za-z0-9/\\[].*") ? value : "\"" + value + "\"";
  }

  private int print(Configuration configuration) {
    List<Configuration.Setting> settings = configuration.shown();
    if (json.wanted) {
      ObjectNode all = JsonNodeFactory.instance.objectNode();
      for (Configuration.Setting setting : settings) {
        all.putObject(setting.key()).put("value", setting.value()).put("source", setting.source());
      }
      say(JsonOption.print(all));
    } else {
      Table table = new Table();
      settings.forEach(
          s -> table.row(s.key() + ":", quoted(s.value()), "# " + s.source() + "; " + s.doc()));
      table.lines().forEach(this::say);
      say("");
      say("# Not set:");
      Table unset = new Table();
      configuration.unset().forEach(s -> unset.row("# " + s.key() + ":", s.doc()));
      unset.lines().forEach(this::say);
    }
    configuration
        .mistakes()
        .forEach(mistake -> console().err().println(console().paint(Paint.BAD, mistake)));
    return configuration.mistakes().isEmpty() ? Exit.DONE : Exit.USAGE;
  }
}
