package ca.iotistic.agent.launcher;

import java.util.Optional;

/** Which version this is. */
final class Version {
  private Version() {}

  /** From the manifest; classes that lie outside of a jar have none. */
  static String ofThisJar() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("0.0.0-dev");
  }
}
