package ca.iotistic.agent.http;

/** What others say, fit for a log line. */
public final class Words {
  private static final int MOST = 300;

  private Words() {}

  public static String bounded(String text) {
    String flat = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return flat.length() <= MOST ? flat : flat.substring(0, MOST) + "…";
  }

  public static String of(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName()
        : bounded(message);
  }
}
