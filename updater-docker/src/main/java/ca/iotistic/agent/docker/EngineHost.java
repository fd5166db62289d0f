package ca.iotistic.agent.docker;

import java.util.Map;
import java.util.Optional;

/** Where the engine listens. */
final class EngineHost {
  static final String USUAL = "unix:///var/run/docker.sock";

  private EngineHost() {}

  /**
   * The setting, else DOCKER_HOST, else the usual socket.
   *
   * @throws IllegalArgumentException if it is neither a unix socket nor {@code tcp://host:port}
   */
  static String choose(Optional<String> setting, Map<String, String> environment) {
    String host =
        setting
            .filter(value -> !value.isBlank())
            .or(() -> Optional.ofNullable(environment.get("DOCKER_HOST")))
            .filter(value -> !value.isBlank())
            .orElse(USUAL)
            .strip();
    if (host.startsWith("/")) {
      host = "unix://" + host;
    }
    if (!host.matches("unix:///.+") && !host.matches("tcp://[^/:]+:\\d+/?.*")) {
      throw new IllegalArgumentException(
          "cannot speak to an engine at "
              + host
              + "; set docker.host to unix:///path/of/the.sock or tcp://host:port");
    }
    return host;
  }
}
