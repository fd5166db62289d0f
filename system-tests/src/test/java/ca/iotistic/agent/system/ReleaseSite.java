package ca.iotistic.agent.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release server in the layout of GitHub releases, which can hold its breath and can lie. */
final class ReleaseSite implements AutoCloseable {
  private static final List<String> ARCHITECTURES = List.of("amd64", "arm64", "armv7");
  private static final Pattern DOWNLOAD =
      Pattern.compile("/iotistic/releases/download/v([^/]+)/(.+)");
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");
  private static final int BUFFER = 64 << 10;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool(ReleaseSite::daemon);
  private final Map<String, Published> releases = new ConcurrentHashMap<>();
  private volatile String latest = "";
  private volatile CountDownLatch breath = new CountDownLatch(0);

  ReleaseSite() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private record Published(Path file, String sum) {}

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "release-site");
    thread.setDaemon(true);
    return thread;
  }

  /** What {@code systemd.releases} is set to. */
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/iotistic";
  }

  /** The newest release from now on. */
  void publish(String version, Path file) throws IOException {
    keep(version, file);
    latest = version;
  }

  /** A release that was published some time ago. */
  void keep(String version, Path file) throws IOException {
    releases.put(version, new Published(file, sha256(file)));
  }

  /** Its checksums are those of something else. */
  void lieAbout(String version) {
    releases.computeIfPresent(version, (v, told) -> new Published(told.file(), "0".repeat(64)));
  }

  /** From now on only the first half of a file is sent, until {@link #breathe}. */
  void holdBreath() {
    breath = new CountDownLatch(1);
  }

  void breathe() {
    breath.countDown();
  }

  private void answer(HttpExchange call) throws IOException {
    String path = call.getRequestURI().getPath();
    Matcher download = DOWNLOAD.matcher(path);
    try (call) {
      if (path.equals("/iotistic/releases/latest") && !latest.isEmpty()) {
        call.getResponseHeaders().set("Location", url() + "/releases/tag/v" + latest);
        call.sendResponseHeaders(302, -1);
        return;
      }
      Optional<Published> release =
          download.matches()
              ? Optional.ofNullable(releases.get(download.group(1)))
              : Optional.empty();
      if (release.isPresent()) {
        asset(call, release.get(), download.group(2));
      } else {
        call.sendResponseHeaders(404, -1);
      }
    }
  }

  private void asset(HttpExchange call, Published release, String name) throws IOException {
    if (name.equals("SHA256SUMS")) {
      StringBuilder text = new StringBuilder();
      for (String architecture : ARCHITECTURES) {
        text.append(release.sum()).append("  ").append(name(architecture)).append('\n');
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
      call.sendResponseHeaders(200, bytes.length);
      call.getResponseBody().write(bytes);
    } else if (ARCHITECTURES.stream().anyMatch(architecture -> name.equals(name(architecture)))) {
      send(call, release.file(), release.sum());
    } else {
      call.sendResponseHeaders(404, -1);
    }
  }

  private static String name(String architecture) {
    return "iotistic-agent-linux-" + architecture;
  }

  private void send(HttpExchange call, Path file, String tag) throws IOException {
    long size = Files.size(file);
    String wanted = call.getRequestHeaders().getFirst("Range");
    Matcher range = RANGE.matcher(wanted == null ? "" : wanted);
    long from = range.matches() ? Long.parseLong(range.group(1)) : 0;
    call.getResponseHeaders().set("ETag", '"' + tag + '"');
    if (from > 0) {
      call.getResponseHeaders()
          .set("Content-Range", "bytes %d-%d/%d".formatted(from, size - 1, size));
    }
    boolean head = call.getRequestMethod().equals("HEAD");
    if (head) {
      call.getResponseHeaders().set("Content-Length", Long.toString(size));
    }
    call.sendResponseHeaders(from > 0 ? 206 : 200, head ? -1 : size - from);
    if (!head) {
      try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
        pump(in, from, size, call.getResponseBody());
      }
    }
  }

  private void pump(RandomAccessFile in, long from, long size, OutputStream out)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    in.seek(from);
    long sent = from;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      if (sent >= size / 2) {
        awaitBreath();
      }
      out.write(buffer, 0, read);
      out.flush();
      sent += read;
    }
  }

  private void awaitBreath() throws IOException {
    try {
      breath.await();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
      throw new IOException(closed);
    }
  }

  static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (GeneralSecurityException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
