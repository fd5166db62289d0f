package ca.iotistic.agent.launcher;

import ca.iotistic.agent.launcher.DoctorCommand.Finding;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether somebody listens where the broker should be. */
final class Broker {
  private static final Pattern ADDRESS =
      Pattern.compile("(tcp|ssl|mqtt|mqtts)://(\\[[^]]+]|[^:/]+)(?::(\\d+))?/?");
  private static final int PATIENCE_MILLIS = 5000;

  private Broker() {}

  static Finding look(String url) {
    Matcher parts = ADDRESS.matcher(url);
    if (!parts.matches()) {
      return Finding.bad("the address " + url + " is none", "", "Correct mqtt.url.");
    }
    int usual = parts.group(1).matches("ssl|mqtts") ? 8883 : 1883;
    int port = Optional.ofNullable(parts.group(3)).map(Integer::parseInt).orElse(usual);
    String host = parts.group(2);
    try (Socket socket = new Socket()) {
      InetSocketAddress address = new InetSocketAddress(host, port);
      if (address.isUnresolved()) {
        throw new UnknownHostException(host);
      }
      socket.connect(address, PATIENCE_MILLIS);
      return Finding.good("the broker can be reached at " + url);
    } catch (UnknownHostException unknown) {
      return Finding.careful(
          "the broker's name " + host + " is not known here",
          "Look at mqtt.url and at the name servers of this machine. Updates from this command line"
              + " work without a broker.");
    } catch (IOException away) {
      return Finding.careful(
          "the broker cannot be reached at " + url + " (" + away.getMessage() + ")",
          "Look whether it runs, at mqtt.url, and at firewalls between. Updates from this command"
              + " line work without a broker.");
    }
  }
}
