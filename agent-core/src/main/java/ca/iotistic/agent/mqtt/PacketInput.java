package ca.iotistic.agent.mqtt;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whole packets of MQTT, none longer than we have told the broker.
 *
 * <p>Paho allocates what a header announces before it looks at the limit, so that a few bytes from
 * a broken broker would use up the memory of a small device. One that is too long is skipped here:
 * it stays unacknowledged, and everything else goes on.
 */
final class PacketInput extends InputStream {
  private static final Logger log = LoggerFactory.getLogger(PacketInput.class);
  private static final int HEADER = 5;

  private final InputStream in;
  private final int limit;
  private final int keepAlive;
  private byte[] packet = {};
  private int position;
  private volatile boolean first = true;

  /**
   * @param keepAlive in seconds, ours
   */
  PacketInput(InputStream in, int limit, int keepAlive) {
    this.in = in;
    this.limit = limit;
    this.keepAlive = keepAlive;
  }

  /** Whether the broker has answered at all. */
  boolean begun() {
    return !first;
  }

  @Override
  public int read() throws IOException {
    if (position == packet.length && !next()) {
      return -1;
    }
    return packet[position++] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position == packet.length && !next()) {
      return -1;
    }
    int count = Math.min(length, packet.length - position);
    System.arraycopy(packet, position, into, offset, count);
    position += count;
    return count;
  }

  @Override
  public int available() {
    return packet.length - position;
  }

  /** Reads the next packet; false at the end of the stream. */
  private boolean next() throws IOException {
    while (true) {
      int type = in.read();
      if (type < 0) {
        return false;
      }
      if (first && type != Connack.TYPE) {
        throw new ProtocolException("it does not answer in MQTT");
      }
      byte[] header = new byte[HEADER];
      header[0] = (byte) type;
      int size = 1;
      long length = 0;
      int digit;
      do {
        if (size == HEADER) {
          throw new ProtocolException("it does not answer in MQTT");
        }
        digit = in.read();
        if (digit < 0) {
          throw new EOFException();
        }
        header[size] = (byte) digit;
        length |= (long) (digit & 0x7f) << (7 * (size - 1));
        size++;
      } while (digit >= 0x80);
      if (size + length <= limit) {
        fill(header, size, (int) length);
        return true;
      }
      log.warn(
          "MQTT: skipped a packet of {} bytes: the broker was told to send at most {}",
          length,
          limit);
      in.skipNBytes(length);
    }
  }

  private void fill(byte[] header, int size, int length) throws IOException {
    byte[] whole = new byte[size + length];
    System.arraycopy(header, 0, whole, 0, size);
    if (in.readNBytes(whole, size, length) < length) {
      throw new EOFException();
    }
    if (first) {
      first = false;
      if (Connack.tame(whole, keepAlive)) {
        log.info("MQTT: the broker's Receive Maximum is taken as 32767, more cannot be counted");
      }
    }
    packet = whole;
    position = 0;
  }
}
