package ca.iotistic.agent.update;

/** What a phase can come to. */
enum Event {
  DONE,
  FAILED,
  /** The process in charge found the phase begun by another one, which is gone. */
  BOOTED
}
