package ca.iotistic.agent.http;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/** What an address says without anybody being asked. */
public final class Addresses {
  /** The names of this machine that no name server is asked for. */
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|\\[?(?:::1|0:0:0:0:0:0:0:1)]?");

  private Addresses() {}

  /** Whether it never leaves this machine, so that nobody listens in. */
  public static boolean loopback(String host) {
    return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }

  public static boolean loopback(URI address) {
    return loopback(host(address));
  }

  public static String host(URI address) {
    String host = address.getHost();
    return host == null ? "" : host.toLowerCase(Locale.ROOT);
  }

  public static boolean secure(URI address) {
    return "https".equalsIgnoreCase(address.getScheme());
  }

  public static int port(URI address) {
    return address.getPort() >= 0 ? address.getPort() : secure(address) ? 443 : 80;
  }

  /** Whether what one may know the other may know too. */
  public static boolean sameOrigin(URI one, URI other) {
    return secure(one) == secure(other)
        && host(one).equals(host(other))
        && port(one) == port(other);
  }

  /** With its port, if that is not the usual one. */
  public static String hostAndPort(URI address) {
    return host(address) + (address.getPort() >= 0 ? ":" + address.getPort() : "");
  }
}
