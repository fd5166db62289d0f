package ca.iotistic.agent.systemd.release;

/**
 * What is there of a file already.
 *
 * @param validator what the origin said of its content then
 * @param total how many bytes the whole has, -1 if unknown
 */
record Kept(long length, String validator, long total) {
  static final Kept NOTHING = new Kept(0, "", -1);

  boolean nothing() {
    return length == 0;
  }
}
