package ca.iotistic.agent.system;

/** With the topics that the access lists of the original system name. */
class OriginalExamplesLongTopicsIT extends OriginalExamples {
  OriginalExamplesLongTopicsIT() {
    super("itlong", Scene.LONG_TOPICS);
  }
}
