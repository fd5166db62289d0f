package ca.iotistic.agent.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;

/**
 * What stands between the agents and the broker: shut, the broker is away for the agents and stays
 * there for the test, which goes on reading what was published.
 */
final class Gate implements AutoCloseable {
  private final int port;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private ServerSocket server;

  Gate(int target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.port = server.getLocalPort();
    accept(server);
  }

  int port() {
    return port;
  }

  /** Nobody gets through any more, and whoever was inside is thrown out. */
  synchronized void shut() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  /** The thread that accepted may still hold the port for a moment. */
  synchronized void reopen() {
    Awaitility.await("port " + port + " is free").ignoreExceptions().until(this::bind);
  }

  private boolean bind() throws IOException {
    ServerSocket fresh = new ServerSocket();
    fresh.setReuseAddress(true);
    try {
      fresh.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
    } catch (IOException taken) {
      fresh.close();
      throw taken;
    }
    server = fresh;
    accept(server);
    return true;
  }

  @Override
  public void close() throws IOException {
    shut();
  }

  private void accept(ServerSocket from) {
    Carrier.start(
        "gate",
        () -> {
          while (true) {
            Socket client = from.accept();
            open.add(client);
            Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(broker);
            Carrier.start("gate", () -> pump(client, broker));
            Carrier.start("gate", () -> pump(broker, client));
          }
        });
  }

  private void pump(Socket from, Socket to) throws IOException {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }
}
