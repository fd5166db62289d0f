package ca.iotistic.agent.mqtt;

import java.net.ProtocolException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * The broker's answer to our CONNECT, made digestible for Paho 1.2.5 before it gets there.
 *
 * <ul>
 *   <li>Topic Alias Maximum: with more than 0 it sends aliases unasked, and what was in flight when
 *       a link broke is sent again without its topic, which the broker answers by disconnecting.
 *   <li>Receive Maximum: it reads a signed number, so that from 32768 on nothing can be published.
 *   <li>Server Keep Alive: a longer one than ours delays the discovery of a dead link, and from
 *       32768 on there are no pings at all. To ping more often than asked is always allowed.
 * </ul>
 */
final class Connack {
  static final int TYPE = 0x20;
  private static final int SERVER_KEEP_ALIVE = 0x13;
  private static final int RECEIVE_MAXIMUM = 0x21;
  private static final int TOPIC_ALIAS_MAXIMUM = 0x22;

  private Connack() {}

  /**
   * Changes the packet in place.
   *
   * @param packet the first that the broker sent, whole and of this {@link #TYPE}
   * @return whether the Receive Maximum had to be lowered
   * @throws ProtocolException if it is not that of MQTT 5
   */
  static boolean tame(byte[] packet, int keepAlive) throws ProtocolException {
    try {
      ByteBuffer rest = ByteBuffer.wrap(packet);
      rest.get();
      variableInt(rest);
      rest.getShort();
      if (!rest.hasRemaining()) {
        throw new ProtocolException("it does not speak MQTT 5");
      }
      rest.limit(Math.addExact(variableInt(rest), rest.position()));
      return properties(rest, keepAlive);
    } catch (BufferUnderflowException | IllegalArgumentException malformed) {
      throw new ProtocolException("its CONNACK is malformed");
    }
  }

  private static boolean properties(ByteBuffer rest, int keepAlive) {
    boolean lowered = false;
    while (rest.hasRemaining()) {
      switch (rest.get()) {
        case RECEIVE_MAXIMUM -> {
          if (rest.getShort(rest.position()) < 0) {
            rest.putShort(rest.position(), Short.MAX_VALUE);
            lowered = true;
          }
          rest.getShort();
        }
        case TOPIC_ALIAS_MAXIMUM -> rest.putShort((short) 0);
        case SERVER_KEEP_ALIVE -> {
          int asked = Short.toUnsignedInt(rest.getShort(rest.position()));
          rest.putShort((short) (asked == 0 ? keepAlive : Math.min(asked, keepAlive)));
        }
        case 0x24, 0x25, 0x28, 0x29, 0x2A -> rest.get();
        case 0x11, 0x27 -> rest.getInt();
        case 0x12, 0x15, 0x16, 0x1A, 0x1C, 0x1F -> skipString(rest);
        case 0x26 -> {
          skipString(rest);
          skipString(rest);
        }
        default -> throw new IllegalArgumentException("unknown property");
      }
    }
    return lowered;
  }

  private static void skipString(ByteBuffer rest) {
    int length = Short.toUnsignedInt(rest.getShort());
    rest.position(rest.position() + length);
  }

  private static int variableInt(ByteBuffer from) {
    int value = 0;
    for (int shift = 0; shift < 28; shift += 7) {
      int next = from.get();
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than four bytes");
  }
}
