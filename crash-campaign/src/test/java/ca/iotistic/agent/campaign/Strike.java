package ca.iotistic.agent.campaign;

/**
 * A fault at an event.
 *
 * @param at index of the event
 * @param times how often in all: again whenever an event with the same label comes by
 */
record Strike(Fault fault, int at, int times) {
  static Strike once(Fault fault, int at) {
    return new Strike(fault, at, 1);
  }

  @Override
  public String toString() {
    return fault + "@" + at + (times > 1 ? "x" + times : "");
  }
}
