package ca.iotistic.agent.spi;

import java.util.Optional;

/**
 * What was asked for.
 *
 * @param version a SemVer 2.0 version without a leading {@code v}, or {@code latest}
 * @param digest what the artifact must have, if the command named one
 */
public record Request(String version, Optional<String> digest) {
  public static final String LATEST = "latest";

  public static Request of(String version) {
    return new Request(version, Optional.empty());
  }

  public boolean latest() {
    return version.equals(LATEST);
  }
}
