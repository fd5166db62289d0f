package ca.iotistic.agent.systemd.release;

/** What binaries are called that run here. */
final class Architecture {
  private Architecture() {}

  static String ofThisMachine() {
    return named(System.getProperty("os.arch", ""));
  }

  /**
   * @param java the name that Java has for it; a name that is not known here stays
   */
  static String named(String java) {
    return switch (java) {
      case "amd64", "x86_64" -> "amd64";
      case "aarch64", "arm64" -> "arm64";
      case "arm", "aarch32", "armv7l" -> "armv7";
      default -> java;
    };
  }
}
