package ca.iotistic.agent.update;

/** Whose the journal is: given by the one who has it, never taken but after fencing. */
enum Owner {
  AGENT,
  SWITCHER
}
