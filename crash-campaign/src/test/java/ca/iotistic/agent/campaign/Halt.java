package ca.iotistic.agent.campaign;

/** The process is dead: unwinds its thread. Whatever it still tries throws this again. */
final class Halt extends Error {
  private static final long serialVersionUID = 1;

  Halt() {
    super("killed", null, false, false);
  }
}
