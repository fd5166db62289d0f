package ca.iotistic.agent.docker;

import java.util.Locale;

/** Who could be in charge again when an update turns back, the best one first. */
enum Rung {
  /** The old one, by its id. */
  OLD,
  /** The old one, created again from its backup. */
  RESTORED,
  /** The newest backup before this update's own that starts. */
  OLDER,
  /** The new one again: an unhealthy agent beats none. */
  NEW,
  /** The old image with the agent's mounts and environment and nothing that can conflict. */
  RESCUE;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
