package ca.iotistic.agent.status;

import java.util.Locale;

/** In what state an update has left the device: does somebody have to go there? */
public enum Device {
  /** The new version is in charge. */
  UPDATED,
  /** Nothing that ran was touched. */
  UNCHANGED,
  /** The old version is in charge again. */
  ROLLED_BACK,
  /** It does not get out of this by itself. */
  NEEDS_PERSON;

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
