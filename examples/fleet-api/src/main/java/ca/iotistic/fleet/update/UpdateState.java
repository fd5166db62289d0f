package ca.iotistic.fleet.update;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How far an update is, as the cloud sees it. */
public enum UpdateState {
  /** Commanded; the device has said nothing yet. */
  PENDING,
  /** The device has the command. */
  ACKNOWLEDGED,
  /** The device waits for its hour, or for something else. */
  SCHEDULED,
  /** The device works at it. */
  IN_PROGRESS,
  /** Done, or there was nothing to do. */
  SUCCEEDED,
  /** Tried in vain, or refused by the device. */
  FAILED,
  /** Nothing was heard of an end in time; what is heard later corrects it. */
  TIMEOUT,
  /** Not wanted any more. */
  CANCELLED;

  public static final List<String> WIRE = Stream.of(values()).map(UpdateState::wire).toList();

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
