package ca.iotistic.agent.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between a client and the real engine and loses the answer to one request: the engine gets
 * it, the client hears nothing but the end of the link.
 */
final class LossyProxy implements AutoCloseable {
  private static final Pattern LENGTH =
      Pattern.compile("content-length: *(\\d+)", Pattern.CASE_INSENSITIVE);

  private final Path directory = Files.createTempDirectory("lossy");
  private final Path socket = directory.resolve("engine.sock");
  private final ServerSocketChannel server =
      ServerSocketChannel.open(StandardProtocolFamily.UNIX)
          .bind(UnixDomainSocketAddress.of(socket));
  private final UnixDomainSocketAddress engine;
  private volatile String victim = "";
  private final AtomicInteger lost = new AtomicInteger();

  LossyProxy(String engineHost) throws IOException {
    engine = UnixDomainSocketAddress.of(engineHost.substring("unix://".length()));
    daemon(this::serve);
  }

  String host() {
    return "unix://" + socket;
  }

  /** The next request whose first line has this in it is not answered. */
  void loseAnswerTo(String part) {
    victim = part;
  }

  int lost() {
    return lost.get();
  }

  private void serve() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        daemon(() -> relay(client));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void relay(SocketChannel client) {
    try (client;
        SocketChannel upstream = SocketChannel.open(engine)) {
      byte[] request = request(Channels.newInputStream(client));
      OutputStream out = Channels.newOutputStream(upstream);
      out.write(request);
      out.flush();
      String head = new String(request, StandardCharsets.UTF_8);
      if (!victim.isEmpty() && head.substring(0, head.indexOf('\r')).contains(victim)) {
        victim = "";
        lost.incrementAndGet();
        client.close();
        // The engine goes on with it, as if nobody had gone.
        Channels.newInputStream(upstream).transferTo(OutputStream.nullOutputStream());
        return;
      }
      Channels.newInputStream(upstream).transferTo(Channels.newOutputStream(client));
    } catch (IOException gone) {
      // One of the two has hung up.
    }
  }

  private static byte[] request(InputStream in) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    while (!request.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the client hung up");
      }
      request.write(next);
    }
    Matcher length = LENGTH.matcher(request.toString(StandardCharsets.UTF_8));
    request.write(in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0));
    return request.toByteArray();
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "lossy-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(socket);
    Files.deleteIfExists(directory);
  }
}
