package ca.iotistic.agent.http;

import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which proxy to go through: of {@code network.proxy}, else of the usual variables. */
final class Proxies extends ProxySelector {
  private static final String SETTING = "network.proxy";

  private final Optional<URI> forHttps;
  private final Optional<URI> forHttp;
  private final NoProxy direct;

  private Proxies(Optional<URI> forHttps, Optional<URI> forHttp, NoProxy direct) {
    this.forHttps = forHttps;
    this.forHttp = forHttp;
    this.direct = direct;
  }

  static Proxies of(Environment environment, Map<String, String> variables) throws UpdateException {
    String setting = environment.setting(SETTING, "");
    String list =
        environment.setting("network.no_proxy", variable(variables, "NO_PROXY").orElse(""));
    if (!setting.isEmpty()) {
      Optional<URI> proxy = address(SETTING, setting);
      return new Proxies(proxy, proxy, NoProxy.parse(list));
    }
    return new Proxies(
        address("HTTPS_PROXY", variable(variables, "HTTPS_PROXY").orElse("")),
        address("HTTP_PROXY", variable(variables, "HTTP_PROXY").orElse("")),
        NoProxy.parse(list));
  }

  private static Optional<String> variable(Map<String, String> variables, String name) {
    return Optional.ofNullable(variables.get(name))
        .or(() -> Optional.ofNullable(variables.get(name.toLowerCase(Locale.ROOT))))
        .filter(value -> !value.isBlank());
  }

  private static Optional<URI> address(String setting, String text) throws UpdateException {
    if (text.isBlank()) {
      return Optional.empty();
    }
    try {
      URI address = new URI(text.contains("://") ? text.strip() : "http://" + text.strip());
      if ("http".equalsIgnoreCase(address.getScheme()) && address.getHost() != null) {
        return Optional.of(address);
      }
    } catch (URISyntaxException broken) {
      // Told below, without the text: there may be a password in it.
    }
    throw new UpdateException(
        Reason.REGISTRY_UNAVAILABLE,
        setting + " is no address of a proxy: write it as http://HOST:PORT");
  }

  Optional<URI> proxy(URI target) {
    return direct.covers(Addresses.host(target), Addresses.port(target))
        ? Optional.empty()
        : Addresses.secure(target) ? forHttps : forHttp;
  }

  /** The name and the password of the proxy itself, for a header that goes no further than it. */
  Optional<String> authorization(URI target) {
    return proxy(target)
        .map(URI::getUserInfo)
        .map(pair -> Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
        .map(packed -> "Basic " + packed);
  }

  @Override
  public List<Proxy> select(URI target) {
    return List.of(
        proxy(target)
            .map(at -> InetSocketAddress.createUnresolved(at.getHost(), Addresses.port(at)))
            .map(at -> new Proxy(Proxy.Type.HTTP, at))
            .orElse(Proxy.NO_PROXY));
  }

  @Override
  public void connectFailed(URI target, SocketAddress proxy, IOException failure) {
    // The call itself fails and tells it.
  }
}
