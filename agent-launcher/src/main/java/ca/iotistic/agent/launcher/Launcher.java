package ca.iotistic.agent.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import ca.iotistic.agent.launcher.Console.Paint;
import ca.iotistic.agent.launcher.config.ConfigurationException;
import ca.iotistic.agent.launcher.config.Nearest;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line, put together. */
final class Launcher {
  private static final int WIDTH = 100;

  private final Context context;
  private final Root root = new Root();

  private Launcher(Context context) {
    this.context = context;
  }

  /** Returns the exit code. */
  static int run(Context context, String... arguments) {
    return new Launcher(context).commandLine().execute(arguments);
  }

  private CommandLine commandLine() {
    CommandLine all = new CommandLine(root.spec());
    all.addSubcommand(new RunCommand(context, root));
    all.addSubcommand(new UpdateCommand(context, root));
    all.addSubcommand(new RollbackCommand(context, root));
    all.addSubcommand(new CancelCommand(context, root));
    all.addSubcommand(new StatusCommand(context, root));
    all.addSubcommand(new HistoryCommand(context, root));
    all.addSubcommand(new BackupsCommand(context, root));
    all.addSubcommand(new DoctorCommand(context, root));
    all.addSubcommand(new CompletionCommand(context, root));
    root.spec().version("Iotistic Device Agent v" + context.version());
    all.setOut(new PrintWriter(context.console().out(), true, UTF_8));
    all.setErr(new PrintWriter(context.console().err(), true, UTF_8));
    all.setColorScheme(
        CommandLine.Help.defaultColorScheme(context.console().colour() ? Ansi.ON : Ansi.OFF));
    all.setUsageHelpWidth(WIDTH);
    all.setParameterExceptionHandler(this::misused);
    all.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure));
    return all;
  }

  private int misused(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(context.console().paint(Paint.BAD, Words.sentence(explain(wrong))));
    if (wrong instanceof UnmatchedArgumentException unknown) {
      meant(command, unknown.getUnmatched().get(0))
          .ifPresent(known -> err.println("Did you mean " + known + "?"));
    }
    err.println("`" + command.getCommandSpec().qualifiedName() + " --help` tells how it is used.");
    return Exit.USAGE;
  }

  private static Optional<String> meant(CommandLine command, String written) {
    Set<String> known = new TreeSet<>(command.getCommandSpec().optionsMap().keySet());
    known.addAll(command.getSubcommands().keySet());
    return Nearest.to(written, known);
  }

  private int failed(Exception failure) {
    Console console = context.console();
    if (root.verbose) {
      failure.printStackTrace(console.err());
    }
    if (failure instanceof ConfigurationException wrong) {
      console.err().println(console.paint(Paint.BAD, String.valueOf(wrong.getMessage())));
      return Exit.USAGE;
    }
    console.err().println(console.paint(Paint.BAD, Words.sentence(explain(failure))));
    return Exit.FAILED;
  }

  private static String explain(Exception failure) {
    if (failure instanceof UnmatchedArgumentException unknown) {
      return "There is no command or option like "
          + String.join(" ", unknown.getUnmatched().subList(0, 1));
    }
    if (failure instanceof MissingParameterException missing
        && missing.getMissing().get(0) instanceof OptionSpec option) {
      return option.longestName() + " needs a " + option.paramLabel() + " behind it";
    }
    if (failure instanceof ParameterException wrong) {
      return String.valueOf(wrong.getMessage());
    }
    if (failure instanceof AccessDeniedException denied) {
      return "No permission for " + denied.getFile() + ": try it as root, or with sudo";
    }
    if (failure instanceof FileSystemException broken && broken.getReason() != null) {
      return "The file "
          + broken.getFile()
          + " cannot be used ("
          + broken.getReason()
          + "): look at its disk, and at state_dir";
    }
    if (failure instanceof UpdateException || failure instanceof IOException) {
      return String.valueOf(failure.getMessage());
    }
    if (failure instanceof InterruptedException) {
      return "Interrupted";
    }
    return "This should not happen: " + failure + ". `-v` shows where it comes from";
  }
}
