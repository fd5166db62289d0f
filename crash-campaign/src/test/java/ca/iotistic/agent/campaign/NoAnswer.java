package ca.iotistic.agent.campaign;

/**
 * The platform did not answer, or with a 5xx: what was asked may have been done, or be done yet.
 */
final class NoAnswer extends Exception {
  private static final long serialVersionUID = 1;

  NoAnswer(String message) {
    super(message);
  }
}
