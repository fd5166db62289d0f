package ca.iotistic.agent.system;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * Runs in a container of its own: whoever connects to port 1883 there gets to the broker, which
 * listens on loopback and on a socket file only. So agents in networks of their own reach it.
 */
final class Relay {
  private Relay() {}

  public static void main(String[] arguments) throws IOException {
    Path broker = Path.of(arguments[0]);
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(1883));
      while (true) {
        SocketChannel client = server.accept();
        Carrier.start("relay", () -> connect(client, broker));
      }
    }
  }

  private static void connect(SocketChannel client, Path broker) throws IOException {
    try (client;
        SocketChannel real = SocketChannel.open(UnixDomainSocketAddress.of(broker))) {
      Carrier.start("relay", () -> pump(client, real));
      pump(real, client);
    }
  }

  private static void pump(SocketChannel from, SocketChannel to) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try (from;
        to) {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
    }
  }
}
