package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;

/** What an image is built for, or an engine runs. */
record Platform(String os, String architecture, String variant) {

  static Platform ofImage(JsonNode image) {
    return new Platform(
        Fields.text(image, "Os"),
        Fields.text(image, "Architecture"),
        Fields.text(image, "Variant"));
  }

  /** As a registry lists what it has. */
  static Platform ofManifest(JsonNode manifest) {
    return new Platform(
        Fields.text(manifest, "os"),
        Fields.text(manifest, "architecture"),
        Fields.text(manifest, "variant"));
  }

  /**
   * @param version what the engine says of itself
   * @param info the same, with the machine's name for the architecture
   */
  static Platform ofEngine(JsonNode version, JsonNode info) {
    String variant =
        switch (Fields.text(info, "Architecture")) {
          case "armv6l" -> "v6";
          case "armv7l" -> "v7";
          default -> "";
        };
    return new Platform(Fields.text(version, "Os"), Fields.text(version, "Arch"), variant);
  }

  /** Whether this can run what is built for the other: a v7 runs v6, and not the reverse. */
  boolean runs(Platform built) {
    return os.equals(built.os)
        && architecture.equals(built.architecture)
        && (variant.isEmpty() || built.variant.isEmpty() || variant.compareTo(built.variant) >= 0);
  }

  /** As commands name it: {@code linux-amd64}. */
  String key() {
    return os + "-" + architecture;
  }

  @Override
  public String toString() {
    return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
  }
}
