package ca.iotistic.agent.systemd.release;

import java.io.IOException;
import java.time.Duration;

/** A file on its way, or what was still missing of it. */
interface Delivery extends AutoCloseable {
  /** The offset of its first byte: 0, or what was asked for. */
  long start();

  /**
   * @return how many bytes the whole file has, -1 if nobody says
   */
  long total();

  /** What tells this content from any other at the same address; empty if nothing does. */
  String validator();

  /**
   * Waits for bytes, but not longer than that.
   *
   * @return how many there are; 0 if none came in time, -1 if there are no more
   */
  int read(byte[] into, Duration wait) throws IOException, InterruptedException;

  @Override
  void close();
}
