package ca.iotistic.fleet.status;

import java.util.Locale;

/** What became of a message of a device. */
public enum Verdict {
  /** It said something new. */
  APPLIED,
  /** A device's state, which said nothing new of an update. */
  STATE,
  /** It had been heard before. */
  REPEATED,
  /** Nobody is registered by that uuid. */
  UNKNOWN_DEVICE,
  /** It is not what the contract allows. */
  MALFORMED,
  /** The device says more than anybody could want to know. */
  FLOOD;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
