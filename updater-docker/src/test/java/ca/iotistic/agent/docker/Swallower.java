package ca.iotistic.agent.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Stands before the engine and lets everything through, but for the answers to some requests: the
 * engine gets those and acts, and nobody hears of it. The client sends one request a connection.
 */
final class Swallower implements AutoCloseable {
  private static final Path ENGINE = Path.of("/var/run/docker.sock");

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Pattern request;
  private final AtomicInteger left;
  private final boolean early;
  private final CountDownLatch swallowed = new CountDownLatch(1);

  /**
   * @param request what the first line of a request looks like
   * @param times so many answers
   * @param early whether the client's connection breaks before the engine has answered
   */
  Swallower(String request, int times, boolean early) throws IOException {
    this.request = Pattern.compile(request);
    this.left = new AtomicInteger(times);
    this.early = early;
    daemon(this::accept);
  }

  String host() {
    return "tcp://127.0.0.1:" + server.getLocalPort();
  }

  boolean hasSwallowed() {
    return swallowed.getCount() == 0;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        daemon(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        SocketChannel engine = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      engine.connect(UnixDomainSocketAddress.of(ENGINE));
      InputStream in = client.getInputStream();
      byte[] head = new byte[8192];
      int length = in.read(head);
      if (length < 0) {
        return;
      }
      String text = new String(head, 0, length, StandardCharsets.ISO_8859_1);
      String first = text.substring(0, Math.max(text.indexOf('\r'), 0));
      boolean swallow = request.matcher(first).find() && left.getAndDecrement() > 0;
      OutputStream toEngine = Channels.newOutputStream(engine);
      toEngine.write(head, 0, length);
      toEngine.flush();
      daemon(() -> copy(in, toEngine));
      if (swallow) {
        swallowed.countDown();
        if (early) {
          client.close();
        }
      }
      copy(
          Channels.newInputStream(engine),
          swallow ? OutputStream.nullOutputStream() : client.getOutputStream());
    } catch (IOException gone) {
      // Either side may leave at any time.
      return;
    }
  }

  private static void copy(InputStream from, OutputStream to) {
    try {
      byte[] some = new byte[8192];
      for (int length = from.read(some); length >= 0; length = from.read(some)) {
        to.write(some, 0, length);
        to.flush();
      }
    } catch (IOException gone) {
      return;
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "swallower");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
