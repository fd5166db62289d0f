package ca.iotistic.agent.spi;

import java.util.Map;
import java.util.Optional;

/**
 * What was asked for.
 *
 * @param version a SemVer 2.0 version without a leading {@code v}, or {@code latest}
 * @param digest what the artifact must have, if the command named one for all platforms (an image,
 *     as the tag resolves)
 * @param digests what the artifact must have by platform ({@code linux-amd64}), if the command
 *     named them so (binaries); else empty
 */
public record Request(String version, Optional<String> digest, Map<String, String> digests) {
  public static final String LATEST = "latest";

  public Request {
    digests = Map.copyOf(digests);
  }

  public Request(String version, Optional<String> digest) {
    this(version, digest, Map.of());
  }

  public static Request of(String version) {
    return new Request(version, Optional.empty());
  }

  public boolean latest() {
    return version.equals(LATEST);
  }
}
