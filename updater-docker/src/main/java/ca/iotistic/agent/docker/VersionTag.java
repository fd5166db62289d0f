package ca.iotistic.agent.docker;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From a version to a tag and back, by the pattern of {@code docker.tag}. A tag has no {@code +},
 * so that of a build is written {@code _}.
 */
record VersionTag(String pattern) {
  static final String ANY = "{version}";
  private static final Pattern SEMVER =
      Pattern.compile(
          "v?((?:0|[1-9]\\d*)\\.(?:0|[1-9]\\d*)\\.(?:0|[1-9]\\d*)(?:-[0-9A-Za-z.-]+)?(?:\\+[0-9A-Za-z.-]+)?)");

  VersionTag {
    if (!pattern.contains(ANY)) {
      throw new IllegalArgumentException(
          "docker.tag: \"" + pattern + "\" must contain " + ANY + ", as in \"v{version}-alpine\"");
    }
  }

  String tag(String version) {
    return pattern.replace(ANY, version.replace('+', '_'));
  }

  /** Empty if the tag does not follow the pattern, or names no version. */
  Optional<String> version(String tag) {
    int at = pattern.indexOf(ANY);
    String before = pattern.substring(0, at);
    String after = pattern.substring(at + ANY.length());
    if (!tag.startsWith(before)
        || !tag.endsWith(after)
        || tag.length() < before.length() + after.length()) {
      return Optional.empty();
    }
    String middle = tag.substring(before.length(), tag.length() - after.length());
    return semver(middle.replace('_', '+'));
  }

  /** Without a leading {@code v}; empty if it is not a SemVer version. */
  static Optional<String> semver(String text) {
    Matcher matcher = SEMVER.matcher(text.strip());
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
