package ca.iotistic.agent.launcher;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

@Command(
    name = "completion",
    description = {"Print a script that completes commands and options in bash and zsh.", ""},
    footer = {"", "Put it to use by", "  source <(iotistic-agent completion)"})
final class CompletionCommand implements Callable<Integer> {
  private final Context context;
  private final Root root;

  CompletionCommand(Context context, Root root) {
    this.context = context;
    this.root = root;
  }

  @Override
  public Integer call() {
    String name = root.spec().name();
    context.console().out().print(AutoComplete.bash(name, root.spec().commandLine()));
    return Exit.DONE;
  }
}
