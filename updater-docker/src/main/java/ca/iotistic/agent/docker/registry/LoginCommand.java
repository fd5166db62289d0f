package ca.iotistic.agent.docker.registry;

import ca.iotistic.agent.http.Words;
import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A credential helper of Docker: it gets the host on its standard input and prints {@code
 * {"Username": …, "Secret": …}}.
 */
final class LoginCommand {
  private static final String SETTING = "docker.registry.credentials_command";
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** In the place of a name: the secret is an identity token. */
  private static final String TOKEN = "<token>";

  private final Environment environment;
  private final Map<String, String> variables;

  /**
   * @param variables what the helper may need to reach a cloud of its own: its home, its proxy
   */
  LoginCommand(Environment environment, Map<String, String> variables) {
    this.environment = environment;
    this.variables =
        variables.entrySet().stream()
            .filter(variable -> !variable.getKey().startsWith("IOTISTIC_"))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Empty if there is no helper, or if it knows nothing of the host. */
  Optional<Login> login(String host) throws UpdateException, InterruptedException {
    List<String> command = command();
    if (command.isEmpty()) {
      return Optional.empty();
    }
    Processes.Answer answer;
    try {
      answer =
          environment
              .processes()
              .ask(
                  command,
                  Repository.account(host),
                  variables,
                  environment.stateDirectory(),
                  LIMIT);
    } catch (IOException notStarted) {
      throw failed(command, "cannot be started: " + notStarted.getMessage(), notStarted);
    }
    if (!answer.result().ok()) {
      // The protocol has its failures on the standard output.
      String said = answer.output().lines().findFirst().orElse("").strip();
      if (said.contains("credentials not found")) {
        return Optional.empty();
      }
      String how =
          answer.result().timedOut()
              ? "did not end within " + LIMIT.toSeconds() + " s"
              : "ended with " + answer.result().exit();
      throw Credentials.unusable(
          message(command, how + (said.isEmpty() ? "" : " (" + Words.bounded(said) + ")")));
    }
    return Optional.of(read(command, answer.output()));
  }

  private static Login read(List<String> command, String output) throws UpdateException {
    JsonNode printed;
    try {
      printed = MAPPER.readTree(output);
    } catch (IOException broken) {
      // Without the cause: it quotes what may be a secret.
      throw Credentials.unusable(message(command, "prints no JSON"));
    }
    String username = printed.path("Username").asText("");
    String secret = printed.path("Secret").asText("");
    if (username.isEmpty() || secret.isEmpty()) {
      throw Credentials.unusable(message(command, "prints no Username and Secret"));
    }
    return username.equals(TOKEN) ? Login.token(secret) : Login.of(username, secret);
  }

  private List<String> command() throws UpdateException {
    String setting = environment.setting(SETTING, "[]");
    try {
      return StreamSupport.stream(MAPPER.readTree(setting).spliterator(), false)
          .map(JsonNode::asText)
          .toList();
    } catch (IOException broken) {
      throw new UpdateException(
          Reason.REGISTRY_UNAUTHORIZED,
          SETTING + " " + setting + " is no list of a program and its arguments",
          broken);
    }
  }

  private static UpdateException failed(List<String> command, String how, IOException cause) {
    return new UpdateException(Reason.REGISTRY_UNAUTHORIZED, message(command, how), cause);
  }

  private static String message(List<String> command, String how) {
    return SETTING
        + " "
        + command.get(0)
        + " "
        + how
        + "; run it by hand with the host on its standard input";
  }
}
