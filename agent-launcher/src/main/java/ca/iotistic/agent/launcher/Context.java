package ca.iotistic.agent.launcher;

import ca.iotistic.agent.io.Time;
import java.util.Map;

/**
 * What a command has around it.
 *
 * @param version of this agent
 */
record Context(
    Console console,
    Map<String, String> environment,
    Time time,
    Agents agents,
    Ending ending,
    String version) {

  static Context ofProcess() {
    Map<String, String> environment = System.getenv();
    String version = Version.ofThisJar();
    return new Context(
        Console.ofProcess(environment),
        environment,
        Time.system(),
        new RealAgents(version),
        Ending.ofProcess(),
        version);
  }
}
