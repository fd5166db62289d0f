package ca.iotistic.agent.update;

import java.util.Optional;
import org.semver4j.Semver;

/** Versions as far as updates tell them apart: {@code +build} is no difference. */
final class Versions {
  private Versions() {}

  /** What is no SemVer version is the same only if it is equal. */
  static boolean same(String one, String other) {
    Optional<Semver> a = parse(one);
    Optional<Semver> b = parse(other);
    if (a.isPresent() && b.isPresent()) {
      return a.get().compareTo(b.get()) == 0;
    }
    return one.equals(other);
  }

  /** False if either is no SemVer version. */
  static boolean lower(String one, String other) {
    Optional<Semver> a = parse(one);
    Optional<Semver> b = parse(other);
    return a.isPresent() && b.isPresent() && a.get().isLowerThan(b.get());
  }

  private static Optional<Semver> parse(String version) {
    String bare = version.startsWith("v") ? version.substring(1) : version;
    return Optional.ofNullable(Semver.parse(bare)).map(Semver::withClearedBuild);
  }
}
