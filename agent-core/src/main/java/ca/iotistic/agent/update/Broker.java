package ca.iotistic.agent.update;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;

/** Whether the broker's address answers at all, seen from this process. */
final class Broker {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Optional<String> address;

  Broker(Optional<String> address) {
    this.address = address;
  }

  /** False too if its name cannot be resolved; true if no broker is known. */
  boolean reachable() {
    if (address.isEmpty()) {
      return true;
    }
    int colon = address.get().lastIndexOf(':');
    String host = address.get().substring(0, colon);
    int port = Integer.parseInt(address.get().substring(colon + 1));
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(unbracketed(host), port), Math.toIntExact(PATIENCE.toMillis()));
      return true;
    } catch (IOException unreachable) {
      return false;
    }
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
