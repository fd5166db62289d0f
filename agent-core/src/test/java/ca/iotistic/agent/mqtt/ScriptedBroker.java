package ca.iotistic.agent.mqtt;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Says on each connection what a test wants it to, to the byte; for what no real broker does. */
final class ScriptedBroker implements AutoCloseable {
  static final int CONNECT = 1;
  static final int PUBLISH = 3;
  static final int SUBSCRIBE = 8;
  static final int PINGREQ = 12;
  static final int DISCONNECT = 14;

  /** The sixteen bits that name a packet, in a packet that begins with them. */
  record Packet(int type, byte[] content) {
    byte[] id() {
      return new byte[] {content[0], content[1]};
    }
  }

  /** What it does with one packet. */
  @FunctionalInterface
  interface Script {
    void answer(Packet packet, Talk talk) throws IOException;
  }

  /** One connection. */
  static final class Talk implements AutoCloseable {
    private final Socket socket;
    private final int number;

    Talk(Socket socket, int number) {
      this.socket = socket;
      this.number = number;
    }

    /** The first connection is 1. */
    int number() {
      return number;
    }

    void say(int... bytes) throws IOException {
      OutputStream out = socket.getOutputStream();
      byte[] packet = new byte[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        packet[i] = (byte) bytes[i];
      }
      out.write(packet);
      out.flush();
    }

    /** Grants a subscription, or refuses it with a reason of 0x80 and more. */
    void suback(Packet subscribe, int reason) throws IOException {
      say(0x90, 4, subscribe.id()[0], subscribe.id()[1], 0, reason);
    }

    /** Acknowledges a publication whose topic is short enough for one byte of length. */
    void puback(Packet publish) throws IOException {
      int id = 2 + publish.content()[1];
      say(0x40, 2, publish.content()[id], publish.content()[id + 1]);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private final ServerSocket server;
  private final Script script;
  private final Set<Talk> talks = ConcurrentHashMap.newKeySet();
  private volatile int connections;

  private ScriptedBroker(ServerSocket server, Script script) {
    this.server = server;
    this.script = script;
  }

  static ScriptedBroker with(Script script) throws IOException {
    ScriptedBroker broker =
        new ScriptedBroker(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
    daemon(broker::accept);
    return broker;
  }

  String url() {
    return "tcp://127.0.0.1:" + server.getLocalPort();
  }

  int connections() {
    return connections;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Talk talk : talks) {
      talk.close();
    }
  }

  private void accept() {
    try {
      for (int number = 1; ; number++) {
        Talk talk = new Talk(server.accept(), number);
        talks.add(talk);
        connections = number;
        daemon(() -> converse(talk));
      }
    } catch (IOException closed) {
      // That is how it ends.
    }
  }

  private void converse(Talk talk) {
    try (talk) {
      DataInputStream in = new DataInputStream(talk.socket.getInputStream());
      for (int first = in.read(); first >= 0; first = in.read()) {
        int length = 0;
        int digit;
        int shift = 0;
        do {
          digit = in.readUnsignedByte();
          length |= (digit & 0x7f) << shift;
          shift += 7;
        } while (digit >= 0x80);
        byte[] content = new byte[length];
        in.readFully(content);
        script.answer(new Packet(first >> 4, content), talk);
      }
    } catch (IOException gone) {
      // The client has left.
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "scripted-broker");
    thread.setDaemon(true);
    thread.start();
  }
}
