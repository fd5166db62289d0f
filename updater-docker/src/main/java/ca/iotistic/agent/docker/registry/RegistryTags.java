package ca.iotistic.agent.docker.registry;

import ca.iotistic.agent.http.Calls;
import ca.iotistic.agent.http.Patience;
import ca.iotistic.agent.http.Transport;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.UpdateException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tags that a registry lists, asked by the agent itself. Files are read anew each time. */
public final class RegistryTags {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryTags.class);

  private final Environment environment;
  private final Map<String, String> variables;
  private final Patience patience;
  private final Consumer<Instant> clock;

  RegistryTags(
      Environment environment,
      Map<String, String> variables,
      Patience patience,
      Consumer<Instant> clock) {
    this.environment = environment;
    this.variables = Map.copyOf(variables);
    this.patience = patience;
    this.clock = clock;
  }

  /** For an update: tries for a while, and tells the environment what time it is elsewhere. */
  public static RegistryTags patient(Environment environment) {
    return new RegistryTags(
        environment, System.getenv(), Patience.UPDATE, environment.confirmedTime());
  }

  /** For a look: once, and without a trace. */
  public static RegistryTags once(Environment environment) {
    return new RegistryTags(environment, System.getenv(), Patience.LOOK, moment -> {});
  }

  /**
   * The mirror's, if there is one and it answers; else the registry's own.
   *
   * @throws UpdateException {@code not_found}, {@code registry_unauthorized} or {@code
   *     registry_unavailable}
   */
  public List<String> of(Repository repository) throws UpdateException, InterruptedException {
    Optional<List<String>> mirrored = mirrored(repository);
    return mirrored.isPresent()
        ? mirrored.get()
        : ask(Endpoint.registry(environment, repository), repository);
  }

  private Optional<List<String>> mirrored(Repository repository) throws InterruptedException {
    try {
      Optional<Endpoint> mirror = Endpoint.mirror(environment);
      return mirror.isEmpty() ? Optional.empty() : Optional.of(ask(mirror.get(), repository));
    } catch (UpdateException notAnswered) {
      LOG.warn(
          "registry mirror: {}; asking {} itself", notAnswered.getMessage(), repository.host());
      return Optional.empty();
    }
  }

  private List<String> ask(Endpoint endpoint, Repository repository)
      throws UpdateException, InterruptedException {
    Credentials credentials = new Credentials(environment);
    String account = endpoint.account();
    Calls calls =
        new Calls(
            new Transport(environment, Endpoint.KIND, variables, clock),
            patience,
            environment.time(),
            Map.of("Accept", "application/json"));
    Access access =
        new Access(
            calls,
            () ->
                endpoint.mirror()
                    ? credentials.forMirror(account)
                    : credentials.forRegistry(account),
            repository);
    return TagList.read(access, endpoint, repository);
  }
}
