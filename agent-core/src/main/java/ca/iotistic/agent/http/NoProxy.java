package ca.iotistic.agent.http;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Hosts that are reached directly, as {@code NO_PROXY} lists them: {@code *}, a domain with all
 * below it, {@code .domain} for only what is below it, an address, a network, each with a port or
 * without. This machine is always one of them.
 */
record NoProxy(List<String> entries) {
  private static final Pattern LITERAL =
      Pattern.compile("\\d+(\\.\\d+){3}|[0-9a-f:.]*:[0-9a-f:.]*");
  private static final Pattern PORT = Pattern.compile("(\\[[^\\]]*]|[^:]+):(\\d+)");

  static NoProxy parse(String list) {
    return new NoProxy(
        Stream.of(list.toLowerCase(Locale.ROOT).split("[,\\s]+"))
            .filter(entry -> !entry.isEmpty())
            .toList());
  }

  boolean covers(String host, int port) {
    String name = bare(host.toLowerCase(Locale.ROOT));
    return Addresses.loopback(name) || entries.stream().anyMatch(e -> covers(e, name, port));
  }

  private static boolean covers(String entry, String host, int port) {
    if (entry.equals("*")) {
      return true;
    }
    if (entry.indexOf('/') >= 0) {
      return inNetwork(entry, host);
    }
    var withPort = PORT.matcher(entry);
    if (withPort.matches()) {
      return String.valueOf(port).equals(withPort.group(2))
          && covers(bare(withPort.group(1)), host, port);
    }
    String domain = bare(entry.startsWith("*.") ? entry.substring(1) : entry);
    return host.equals(domain) || host.endsWith(domain.startsWith(".") ? domain : "." + domain);
  }

  private static boolean inNetwork(String network, String host) {
    int slash = network.indexOf('/');
    Optional<byte[]> base = literal(bare(network.substring(0, slash)));
    Optional<byte[]> address = literal(host);
    if (base.isEmpty()
        || address.isEmpty()
        || base.get().length != address.get().length
        || !network.substring(slash + 1).matches("\\d{1,3}")) {
      return false;
    }
    int rest = base.get().length * 8 - Integer.parseInt(network.substring(slash + 1));
    return rest >= 0
        && new BigInteger(1, base.get())
            .shiftRight(rest)
            .equals(new BigInteger(1, address.get()).shiftRight(rest));
  }

  /** Never asks a name server. */
  private static Optional<byte[]> literal(String text) {
    if (!LITERAL.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text).getAddress());
    } catch (UnknownHostException none) {
      return Optional.empty();
    }
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
