package ca.iotistic.agent.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/** Gives Paho a {@link Link} for a socket. */
final class LinkFactory extends SocketFactory {
  private final Link link;

  LinkFactory(Link link) {
    this.link = link;
  }

  @Override
  public Socket createSocket() {
    return new LinkSocket(link);
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException();
  }

  private static final class LinkSocket extends Socket {
    private final Link link;

    LinkSocket(Link link) {
      this.link = link;
    }

    @Override
    public void connect(SocketAddress placeholder, int timeoutMillis) throws IOException {
      link.connect();
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return link.input();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return link.output();
    }

    /** Not used: a read ends with a packet or with the link, and nobody wakes up every second. */
    @Override
    public synchronized void setSoTimeout(int timeoutMillis) {}

    @Override
    public void shutdownInput() {}

    @Override
    public synchronized void close() {
      link.close();
    }
  }
}
