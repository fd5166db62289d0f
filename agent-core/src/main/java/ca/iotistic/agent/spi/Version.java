package ca.iotistic.agent.spi;

import java.util.Optional;
import java.util.regex.Pattern;
import org.semver4j.Semver;

/**
 * A SemVer 2.0 version, strictly. There is no natural order: versions that differ in {@code +build}
 * only are not equal, and neither is above the other.
 *
 * @param text without a leading {@code v}
 */
public record Version(String text) {
  // The library takes such a number for a version and fails as soon as it compares it.
  private static final Pattern TOO_LONG = Pattern.compile("\\d{19,}");

  /**
   * Empty if {@code text} is no such version.
   *
   * @param text may begin with {@code v}, which is dropped
   */
  public static Optional<Version> parse(String text) {
    String bare = text.startsWith("v") ? text.substring(1) : text;
    return strict(bare) ? Optional.of(new Version(bare)) : Optional.empty();
  }

  public Version {
    if (!strict(text)) {
      throw new IllegalArgumentException("not a SemVer 2.0 version: " + text);
    }
  }

  public boolean below(Version other) {
    return semver().isLowerThan(other.semver());
  }

  /** The same but for {@code +build}, which makes no difference to anybody. */
  public boolean equivalent(Version other) {
    return semver().isEquivalentTo(other.semver());
  }

  public boolean stable() {
    return semver().getPreRelease().isEmpty();
  }

  private static boolean strict(String text) {
    Semver version = Semver.parse(text);
    // The library mends what it reads: spaces, a leading v. Only what it leaves as it is counts.
    return version != null
        && version.toString().equals(text)
        && version.getPreRelease().stream().noneMatch(TOO_LONG.asMatchPredicate());
  }

  private Semver semver() {
    return new Semver(text);
  }
}
