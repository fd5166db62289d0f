package ca.iotistic.agent.system;

/**
 * A moment of an update that a test can hold: whoever acts there waits for the engine. Containers
 * are named by id; a call by another name only asks what is allowed.
 */
enum Moment {
  /** The agent has asked for the image, and the engine does not know yet. */
  PULLING(Trap.Place.BEFORE, "images/create\\?.*"),
  /** The new container is there, and the agent does not know yet. */
  CREATED(Trap.Place.AFTER, "containers/create\\?name=[^&]*-update-[^&]*"),
  /** The helper wants to stop the old one. */
  STOPPING(Trap.Place.BEFORE, "containers/[0-9a-f]{64}/stop"),
  /** The old one is stopped, and the helper does not know yet. */
  STOPPED(Trap.Place.AFTER, "containers/[0-9a-f]{64}/stop"),
  /** Nobody runs but the helper, which wants to start the new one. */
  STARTING(Trap.Place.BEFORE, "containers/[0-9a-f]{64}/start"),
  /** The new one runs, and the helper does not know yet. */
  STARTED(Trap.Place.AFTER, "containers/[0-9a-f]{64}/start"),
  /** The new one is proven, and the helper wants to give it the boot policy. */
  COMMITTING(Trap.Place.BEFORE, "containers/[0-9a-f]{64}/update");

  private final Trap.Place place;
  private final String path;

  Moment(Trap.Place place, String path) {
    this.place = place;
    this.path = path;
  }

  /** Goes there: sends the update and returns when the call is held. */
  Trap reach(EngineProxy proxy, Statuses cloud, String updateId, String version) throws Exception {
    boolean late = compareTo(STOPPED) > 0;
    Trap first = late ? proxy.trap(STOPPED.place, request(STOPPED)) : trap(proxy);
    cloud.update(updateId, version);
    first.awaitCaught();
    if (!late) {
      return first;
    }
    // The calls of the agent's half look the same, so the trap is set after them.
    Trap second = this == COMMITTING ? STARTED.trap(proxy) : trap(proxy);
    first.release();
    second.awaitCaught();
    if (this != COMMITTING) {
      return second;
    }
    Trap third = trap(proxy);
    second.release();
    third.awaitCaught();
    return third;
  }

  /** The container that acts then. */
  String actor(Device device) {
    return compareTo(STOPPING) < 0 ? device.name() : device.switcher();
  }

  private Trap trap(EngineProxy proxy) {
    return proxy.trap(place, request(this));
  }

  private static String request(Moment moment) {
    return "POST (/v[0-9.]+)?/" + moment.path;
  }
}
