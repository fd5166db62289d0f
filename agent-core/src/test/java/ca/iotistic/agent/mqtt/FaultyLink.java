package ca.iotistic.agent.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP proxy on this machine that fails as it is told: it cuts, it stalls, it swallows, it turns
 * away. What is set holds for connections that stand and for those to come.
 */
public final class FaultyLink implements AutoCloseable {
  /** A direction, seen from the client. */
  public enum Way {
    UP,
    DOWN
  }

  private enum Flow {
    PASS,
    STALL,
    SWALLOW
  }

  private final ServerSocket server;
  private final int target;
  private final Object lock = new Object();
  private final Map<Way, Flow> flows = new EnumMap<>(Way.class);
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private boolean refusing;
  private int accepted;

  private FaultyLink(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
    flow();
  }

  /** To a port of this machine. */
  public static FaultyLink to(int target) throws IOException {
    FaultyLink link =
        new FaultyLink(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
    daemon("faulty-link", link::accept);
    return link;
  }

  public int port() {
    return server.getLocalPort();
  }

  public String url() {
    return "tcp://127.0.0.1:" + port();
  }

  /** How many connections were asked for, those turned away included. */
  public int accepted() {
    synchronized (lock) {
      return accepted;
    }
  }

  /** Everything passes; what was stalled goes on. */
  public void flow() {
    synchronized (lock) {
      for (Way way : Way.values()) {
        flows.put(way, Flow.PASS);
      }
      refusing = false;
      lock.notifyAll();
    }
  }

  /** Nothing passes, and neither end is told. With both ways: a half-open link. */
  public void stall(Way first, Way... more) {
    set(Flow.STALL, EnumSet.of(first, more));
  }

  /** What goes that way is taken and lost. */
  public void swallow(Way way) {
    set(Flow.SWALLOW, EnumSet.of(way));
  }

  /** Closes new connections as soon as they are made, like a proxy with nothing behind it. */
  public void refuse() {
    synchronized (lock) {
      refusing = true;
    }
  }

  /** Resets every connection that stands. */
  public void cut() {
    for (Socket socket : sockets) {
      reset(socket);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
    flow();
  }

  private void set(Flow flow, Set<Way> ways) {
    synchronized (lock) {
      ways.forEach(way -> flows.put(way, flow));
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        boolean refused;
        synchronized (lock) {
          accepted++;
          refused = refusing;
        }
        if (refused) {
          client.close();
        } else {
          join(client);
        }
      }
    } catch (IOException closed) {
      // That is how it ends.
    }
  }

  private void join(Socket client) {
    try {
      Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(client);
      sockets.add(broker);
      daemon("faulty-link-up", () -> pump(client, broker, Way.UP));
      daemon("faulty-link-down", () -> pump(broker, client, Way.DOWN));
    } catch (IOException nobody) {
      reset(client);
    }
  }

  private void pump(Socket from, Socket to, Way way) {
    byte[] buffer = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (passes(way)) {
          out.write(buffer, 0, count);
        }
      }
      to.shutdownOutput();
    } catch (IOException broken) {
      reset(from);
      reset(to);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean passes(Way way) throws InterruptedException {
    synchronized (lock) {
      while (flows.get(way) == Flow.STALL) {
        lock.wait();
      }
      return flows.get(way) == Flow.PASS;
    }
  }

  private void reset(Socket socket) {
    sockets.remove(socket);
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException gone) {
      // As it should be.
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
