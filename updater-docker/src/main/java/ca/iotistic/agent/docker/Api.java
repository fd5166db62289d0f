package ca.iotistic.agent.docker;

/** Versions of the engine's API, {@code 1.41}. */
final class Api {
  private Api() {}

  static boolean atLeast(String version, String wanted) {
    int[] one = numbers(version);
    int[] other = numbers(wanted);
    return one[0] != other[0] ? one[0] > other[0] : one[1] >= other[1];
  }

  private static int[] numbers(String version) {
    if (!version.matches("\\d{1,4}\\.\\d{1,4}")) {
      // An engine that does not say its version is taken for an old one.
      return new int[] {1, 0};
    }
    String[] parts = version.split("\\.");
    return new int[] {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
  }
}
