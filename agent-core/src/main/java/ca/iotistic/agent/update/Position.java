package ca.iotistic.agent.update;

/**
 * Where an update is and whose it is.
 *
 * @param generation rises with every write, so that a writer that has been fenced is recognised
 * @param restarts how often the agent found its half begun by an earlier process
 * @param boots the same for the switcher's half
 */
record Position(Phase phase, Owner owner, long generation, int restarts, int boots) {
  /** So many restarts before the hand-over, and so many boots after it. */
  static final int LIMIT = 3;

  static final Position START = new Position(Phase.RESOLVING, Owner.AGENT, 0, 0, 0);

  Position on(Event event) {
    Phase next = Transition.next(phase, event);
    boolean booted = event == Event.BOOTED;
    return new Position(
        next,
        owner,
        generation,
        restarts + (booted && !secondHalf() ? 1 : 0),
        boots + (booted && secondHalf() ? 1 : 0));
  }

  /** Whether it was begun as often as it may; then another boot is a failure. */
  boolean spent() {
    return (secondHalf() ? boots : restarts) >= LIMIT;
  }

  /** Whether something that runs may have been touched. */
  boolean secondHalf() {
    return switch (phase) {
      case ACTIVATING, VERIFYING, COMMITTING -> true;
      case RESOLVING, PREPARING, PREPARED, ROLLING_BACK, ENDED -> false;
    };
  }

  Position ownedBy(Owner next) {
    return new Position(phase, next, generation, restarts, boots);
  }

  Position generation(long next) {
    return new Position(phase, owner, next, restarts, boots);
  }
}
