package ca.iotistic.agent.campaign;

/**
 * A moment at which a fault may strike.
 *
 * @param index counted over all processes of a run
 * @param who the container whose process it is in
 * @param act a durable write or a call to the platform
 * @param helper whether there is a helper at that moment
 */
record Event(int index, String who, String act, Moment moment, boolean helper) {
  /** On which side of the act. */
  enum Moment {
    BEFORE,
    AFTER
  }

  /** The same in each repetition. */
  String label() {
    return who + ": " + (moment == Moment.BEFORE ? "before " : "after ") + act;
  }

  boolean before() {
    return moment == Moment.BEFORE;
  }

  boolean call() {
    return act.startsWith("call ");
  }

  boolean write() {
    return act.startsWith("write ") || act.startsWith("append ");
  }

  @Override
  public String toString() {
    return index + " " + label();
  }
}
