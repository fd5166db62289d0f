package ca.iotistic.agent.launcher;

import ca.iotistic.agent.launcher.log.Log;

/** Where {@code iotistic-agent} begins. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Log.keepToTheEnd();
    System.exit(Launcher.run(Context.ofProcess(), arguments));
  }
}
