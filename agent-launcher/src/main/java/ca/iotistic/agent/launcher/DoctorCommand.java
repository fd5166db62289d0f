package ca.iotistic.agent.launcher;

import ca.iotistic.agent.launcher.Console.Paint;
import ca.iotistic.agent.launcher.config.Configuration;
import ca.iotistic.agent.spi.Check;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "doctor",
    description = {
      "Look at everything that an update needs, and say what to do about what is missing.",
      "",
      "It changes nothing and may be run at any time.",
      ""
    },
    footer = {"", "It exits with 0 if all is well, with 1 if an update would not work."})
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
  public Integer call() throws IOException {
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
      say(
          well
              ? console().paint(Paint.GOOD, "An update can be installed on this device.")
              : console().paint(Paint.BAD, "No update can be installed on this device as it is."));
    }
    return well ? Exit.DONE : Exit.FAILED;
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

  /**
   * One thing that was looked at.
   *
   * @param reason of the wire, empty if all is well
   */
  record Finding(Grade grade, String what, String reason, String cure) {
    enum Grade {
      GOOD,
      CAREFUL,
      BAD
    }

    static Finding good(String what) {
      return new Finding(Grade.GOOD, what, "", "");
    }

    static Finding careful(String what, String cure) {
      return new Finding(Grade.CAREFUL, what, "", cure);
    }

    static Finding bad(String what, String reason, String cure) {
      return new Finding(Grade.BAD, what, reason, cure);
    }

    static Finding of(Check check) {
      return check
          .refusal()
          .map(refusal -> bad(check.what(), refusal.wire(), check.cure()))
          .orElseGet(
              () ->
                  check.cure().isEmpty()
                      ? good(check.what())
                      : careful(check.what(), check.cure()));
    }
  }
}
