package ca.iotistic.agent.spi;

import java.util.Map;

/**
 * One concrete artifact.
 *
 * @param version a SemVer version, never {@code latest}
 * @param digest {@code sha256:…} of the artifact as it is published
 * @param size in bytes, 0 if unknown
 * @param locator the strategy's own (repository, URL, id of a backup); the core only stores it
 */
public record Release(String version, String digest, long size, Map<String, String> locator) {
  public Release {
    locator = Map.copyOf(locator);
  }
}
