package ca.iotistic.agent.mqtt;

import ca.iotistic.agent.mqtt.Scene.Stage;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The one socket of one connection: TCP, TLS over it where asked for, and packets out of it. Paho
 * gets it by {@link LinkFactory}.
 *
 * <p>It is ours because of what Paho's own modules do: they close a TLS socket by {@code
 * shutdownInput}, which throws since Java 11 and leaves it open; they try one address of a name
 * only; and when a connection ends before the CONNECT was written, as with a proxy without a broker
 * behind it, a thread of theirs spins for ever. So here nothing is read, not even the end, before
 * the first byte was written, and {@link #close} works at any moment from any thread.
 */
final class Link {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  /** For each address, and for each step of the handshake. */
  private static final int TIMEOUT_MILLIS = 10_000;

  private final MqttSettings settings;
  private final int packetLimit;
  private final Instant now;
  private final CountDownLatch written = new CountDownLatch(1);
  private final Object lock = new Object();
  private @Nullable Socket plain;
  private @Nullable Inlet in;
  private @Nullable OutputStream out;
  private boolean shaking;
  private boolean closed;
  private @Nullable TroubleException trouble;
  private Optional<Tls> tls = Optional.empty();

  /**
   * @param now the wall clock, to explain certificates by
   */
  Link(MqttSettings settings, int packetLimit, Instant now) {
    this.settings = settings;
    this.packetLimit = packetLimit;
    this.now = now;
  }

  /** The first thing that went wrong on the transport, unless we closed it ourselves. */
  Optional<TroubleException> trouble() {
    synchronized (lock) {
      return Optional.ofNullable(trouble);
    }
  }

  /** When the first of both sides' certificates ends. */
  Optional<Instant> certificateEnds() {
    synchronized (lock) {
      return tls.flatMap(Tls::ends);
    }
  }

  /** Ends everything that reads or writes. The plain socket, as a TLS one waits for its writer. */
  void close() {
    Socket ended;
    synchronized (lock) {
      closed = true;
      ended = plain;
    }
    closeQuietly(ended);
  }

  private static void closeQuietly(@Nullable Socket socket) {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException alreadyBroken) {
        // Its descriptor is free all the same.
      }
    }
  }

  void connect() throws IOException {
    try {
      if (settings.tls()) {
        Tls loaded = Tls.of(settings);
        synchronized (lock) {
          tls = Optional.of(loaded);
        }
        SSLSocket secured = handshake(loaded, dial());
        streams(secured.getInputStream(), secured.getOutputStream());
      } else {
        Socket dialled = dial();
        streams(dialled.getInputStream(), dialled.getOutputStream());
      }
    } catch (IOException failed) {
      throw noted(failed);
    }
  }

  /** Every address that the name has, in turn. */
  private Socket dial() throws IOException {
    IOException last = new IOException("no address");
    for (InetAddress address : InetAddress.getAllByName(settings.host())) {
      Socket candidate = new Socket();
      synchronized (lock) {
        if (closed) {
          throw new SocketException("closed");
        }
        plain = candidate;
      }
      try {
        candidate.connect(new InetSocketAddress(address, settings.port()), TIMEOUT_MILLIS);
        candidate.setTcpNoDelay(true);
        return candidate;
      } catch (IOException failed) {
        last = failed;
        closeQuietly(candidate);
      }
    }
    throw last;
  }

  private SSLSocket handshake(Tls tls, Socket dialled) throws IOException {
    SSLSocket secured =
        (SSLSocket)
            tls.context()
                .getSocketFactory()
                .createSocket(dialled, settings.host(), settings.port(), false);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(PROTOCOLS);
    secured.setSSLParameters(parameters);
    synchronized (lock) {
      shaking = true;
    }
    dialled.setSoTimeout(TIMEOUT_MILLIS);
    secured.startHandshake();
    dialled.setSoTimeout(0);
    return secured;
  }

  private void streams(InputStream source, OutputStream target) {
    synchronized (lock) {
      in = new Inlet(source);
      out = new Outlet(target);
    }
  }

  private TroubleException noted(IOException failed) {
    synchronized (lock) {
      TroubleException explained =
          Explain.transport(
              failed, new Scene(settings, stage(), tls.map(Tls::presented).orElse(List.of()), now));
      // A refusal in words may come behind the failure of a write that it caused.
      if ((trouble == null || failed instanceof SSLException) && !closed) {
        trouble = explained;
      }
      return explained;
    }
  }

  private Stage stage() {
    if (in == null) {
      return shaking ? Stage.HANDSHAKE : Stage.DIAL;
    }
    return in.begun() ? Stage.TALK : Stage.GREETING;
  }

  InputStream input() throws IOException {
    synchronized (lock) {
      return open(in);
    }
  }

  OutputStream output() throws IOException {
    synchronized (lock) {
      return open(out);
    }
  }

  private static <T> T open(@Nullable T stream) throws IOException {
    if (stream == null) {
      throw new SocketException("closed");
    }
    return stream;
  }

  private final class Inlet extends InputStream {
    private final PacketInput packets;

    Inlet(InputStream source) {
      packets =
          new PacketInput(source, packetLimit, Math.toIntExact(settings.keepAlive().toSeconds()));
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      awaitFirstWrite();
      try {
        int count = packets.read(into, offset, length);
        if (count < 0) {
          throw new EOFException();
        }
        return count;
      } catch (IOException broken) {
        throw noted(broken);
      }
    }

    boolean begun() {
      return packets.begun();
    }

    @Override
    public int available() {
      return packets.available();
    }

    /** Bounded, so that the reader of a link that was given up ends too. */
    private void awaitFirstWrite() throws InterruptedIOException {
      try {
        if (!written.await(1, TimeUnit.MINUTES)) {
          throw new InterruptedIOException("nothing was sent");
        }
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
    }
  }

  private final class Outlet extends FilterOutputStream {
    Outlet(OutputStream target) {
      super(target);
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      written.countDown();
      try {
        out.write(bytes, offset, length);
      } catch (IOException broken) {
        throw noted(broken);
      }
    }
  }
}
