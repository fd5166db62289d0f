package ca.iotistic.agent.docker.registry;

import ca.iotistic.agent.http.Addresses;
import ca.iotistic.agent.http.ServerKind;
import ca.iotistic.agent.http.Transport;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.UpdateException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where a repository is asked for.
 *
 * @param base without a slash at the end
 * @param account whose credentials it takes
 */
record Endpoint(URI base, String account, boolean mirror) {
  private static final String MIRROR = "docker.registry.mirror";
  private static final String HUB_API = "registry-1.docker.io";

  /** Some registries put a description of every image beside the tags. */
  static final ServerKind KIND =
      new ServerKind("docker.registry.ca", Optional.of("docker.registry.plain_http"), 4 << 20);

  static Optional<Endpoint> mirror(Environment environment) throws UpdateException {
    String setting = environment.setting(MIRROR, "");
    if (setting.isEmpty()) {
      return Optional.empty();
    }
    URI base = address(MIRROR + " " + setting, setting.replaceFirst("/+$", ""));
    return Optional.of(new Endpoint(base, Repository.normal(Addresses.hostAndPort(base)), true));
  }

  /** On this machine without TLS, unless somebody has said who vouches for it. */
  static Endpoint registry(Environment environment, Repository repository) throws UpdateException {
    String host = repository.host().equals(Repository.HUB) ? HUB_API : repository.host();
    URI secure = address("registry " + host, "https://" + host);
    boolean open = Addresses.loopback(secure) && environment.setting(KIND.ca(), "").isEmpty();
    URI base =
        open || KIND.open(environment) ? address("registry " + host, "http://" + host) : secure;
    return new Endpoint(base, repository.host(), false);
  }

  URI tags(Repository repository, int most) throws UpdateException {
    return address(
        "repository " + repository, base + "/v2/" + repository.path() + "/tags/list?n=" + most);
  }

  private static URI address(String what, String text) throws UpdateException {
    try {
      URI address = new URI(text);
      if (address.getHost() != null) {
        return address;
      }
    } catch (URISyntaxException broken) {
      // Told below, in the same words.
    }
    throw Transport.unavailable(what + " is no address that can be asked");
  }
}
