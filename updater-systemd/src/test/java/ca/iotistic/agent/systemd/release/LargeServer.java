package ca.iotistic.agent.systemd.release;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Serves a file that nobody has: its bytes are computed while they are sent. */
final class LargeServer implements AutoCloseable {
  private static final int BLOCK = 64 << 10;

  /** One content of the file. Sizes are whole blocks. */
  record Content(long seed, long size) {
    private void block(long number, byte[] into) {
      new SplittableRandom(seed * 1_000_003 + number).nextBytes(into);
    }

    String etag() {
      return "\"" + seed + "\"";
    }

    String digest() throws Exception {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] bytes = new byte[BLOCK];
      for (long number = 0; number * BLOCK < size; number++) {
        block(number, bytes);
        sha256.update(bytes);
      }
      return "sha256:" + HexFormat.of().formatHex(sha256.digest());
    }
  }

  /**
   * The content at one time, and where the connection breaks.
   *
   * @param hangs it does not break there, but nothing more comes
   */
  record Turn(Content content, long cutAt, boolean hangs) {
    Turn(Content content, long cutAt) {
      this(content, cutAt, false);
    }
  }

  private final HttpServer server;
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Deque<Turn> turns;
  private final AtomicLong sent = new AtomicLong();
  private final List<Long> begins = new CopyOnWriteArrayList<>();

  /**
   * @param turns one for each request
   */
  LargeServer(Turn... turns) throws IOException {
    this.turns = new ArrayDeque<>(List.of(turns));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(workers);
    server.createContext("/file", this::serve);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/file";
  }

  /** Bytes of bodies, as far as they have been given to the network. */
  long sent() {
    return sent.get();
  }

  /** The offset that each answer began at. */
  List<Long> begins() {
    return begins;
  }

  private void serve(HttpExchange exchange) throws IOException {
    Turn turn;
    synchronized (turns) {
      turn = turns.removeFirst();
    }
    Content content = turn.content();
    String range = FakeServer.header(exchange, "Range");
    boolean more = FakeServer.header(exchange, "If-Range").equals(content.etag());
    long from = more ? Long.parseLong(range.replaceAll("\\D", "")) : 0;
    begins.add(from);
    exchange.getResponseHeaders().add("ETag", content.etag());
    if (more) {
      exchange
          .getResponseHeaders()
          .add(
              "Content-Range",
              "bytes %d-%d/%d".formatted(from, content.size() - 1, content.size()));
    }
    try (exchange) {
      exchange.sendResponseHeaders(more ? 206 : 200, content.size() - from);
      write(exchange.getResponseBody(), content, from, turn.cutAt());
      if (turn.hangs()) {
        exchange.getResponseBody().flush();
        closing.await();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(OutputStream out, Content content, long from, long until) throws IOException {
    byte[] block = new byte[BLOCK];
    long at = from;
    while (at < until) {
      content.block(at / BLOCK, block);
      int first = (int) (at % BLOCK);
      int count = (int) Math.min(BLOCK - first, until - at);
      out.write(block, first, count);
      sent.addAndGet(count);
      at += count;
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    workers.shutdownNow();
  }
}
