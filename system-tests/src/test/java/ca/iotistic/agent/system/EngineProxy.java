package ca.iotistic.agent.system;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A socket in front of the engine's, with traps in which calls are caught. It knows HTTP as far as
 * the head of a request begins a packet, which holds for clients that wait for each answer.
 */
final class EngineProxy implements AutoCloseable {
  private static final Pattern HEAD = Pattern.compile("((?:GET|HEAD|POST|PUT|DELETE) /\\S*) HTTP");

  private final Path engine;
  private final Path socket;
  private final ServerSocketChannel server;
  private final List<Trap> traps = new CopyOnWriteArrayList<>();
  private final List<SocketChannel> channels = new CopyOnWriteArrayList<>();

  EngineProxy(Path directory, Path engine) throws IOException {
    this.engine = engine;
    this.socket = directory.resolve("docker.sock");
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Carrier.start("engine-proxy", this::accept);
  }

  Path socket() {
    return socket;
  }

  /** Catches the next call that is so. */
  Trap trap(Trap.Place place, String request) {
    Trap trap = new Trap(place, request);
    traps.add(trap);
    return trap;
  }

  @Override
  public void close() throws IOException {
    traps.forEach(Trap::drop);
    server.close();
    for (SocketChannel channel : channels) {
      channel.close();
    }
    Files.deleteIfExists(socket);
  }

  private void accept() throws IOException {
    while (true) {
      SocketChannel client = server.accept();
      channels.add(client);
      Carrier.start("engine-proxy", () -> connect(client));
    }
  }

  private void connect(SocketChannel client) throws IOException {
    try {
      SocketChannel real = SocketChannel.open(UnixDomainSocketAddress.of(engine));
      channels.add(real);
      AtomicReference<Optional<Trap>> onAnswer = new AtomicReference<>(Optional.empty());
      Carrier.start("engine-proxy", () -> answers(real, client, onAnswer));
      requests(client, real, onAnswer);
    } catch (IOException engineAway) {
      client.close();
      throw engineAway;
    }
  }

  private void requests(
      SocketChannel client, SocketChannel real, AtomicReference<Optional<Trap>> onAnswer)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try {
      while (client.read(buffer) >= 0) {
        buffer.flip();
        Optional<Trap> trap = trapFor(buffer);
        if (trap.filter(t -> t.place() == Trap.Place.BEFORE).isPresent() && !held(trap.get())) {
          return;
        }
        onAnswer.set(trap.filter(t -> t.place() == Trap.Place.AFTER));
        write(buffer, real);
        if (trap.filter(t -> t.place() == Trap.Place.UNANSWERED).isPresent()) {
          client.close();
          trap.get().pass();
          return;
        }
      }
    } finally {
      // The engine goes on with what it was told; nobody hears the answer.
      client.close();
    }
  }

  private void answers(
      SocketChannel real, SocketChannel client, AtomicReference<Optional<Trap>> onAnswer)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try (real;
        client) {
      while (real.read(buffer) >= 0) {
        buffer.flip();
        Optional<Trap> trap = onAnswer.getAndSet(Optional.empty());
        if (trap.isPresent() && !held(trap.get())) {
          return;
        }
        write(buffer, client);
      }
    }
  }

  private Optional<Trap> trapFor(ByteBuffer packet) {
    String text = StandardCharsets.ISO_8859_1.decode(packet.duplicate()).toString();
    Matcher head = HEAD.matcher(text);
    return head.lookingAt()
        ? traps.stream().filter(trap -> trap.takes(head.group(1))).findFirst()
        : Optional.empty();
  }

  private static boolean held(Trap trap) throws IOException {
    try {
      return trap.hold();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void write(ByteBuffer buffer, SocketChannel to) throws IOException {
    while (buffer.hasRemaining()) {
      to.write(buffer);
    }
    buffer.clear();
  }
}
