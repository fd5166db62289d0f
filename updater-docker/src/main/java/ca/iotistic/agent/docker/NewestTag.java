package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Version;
import java.util.Collection;
import java.util.Optional;

/** The highest stable version of a list of tags, under the tag that it really has. */
record NewestTag(String tag, Version version) {

  /** Empty if no tag names a stable version. */
  static Optional<NewestTag> of(Collection<String> tags, VersionTag pattern) {
    Optional<NewestTag> newest = Optional.empty();
    for (String tag : tags) {
      Optional<NewestTag> other =
          pattern
              .version(tag)
              .flatMap(Version::parse)
              .filter(Version::stable)
              .map(version -> new NewestTag(tag, version));
      if (other.isPresent()
          && (newest.isEmpty() || other.get().isBetterThan(newest.get(), pattern))) {
        newest = other;
      }
    }
    return newest;
  }

  /** Of equal ones that which an explicit version would find, and in any order the same. */
  private boolean isBetterThan(NewestTag other, VersionTag pattern) {
    if (!version.equivalent(other.version)) {
      return other.version.below(version);
    }
    boolean plain = isPlain(pattern);
    return plain == other.isPlain(pattern) ? tag.compareTo(other.tag) > 0 : plain;
  }

  private boolean isPlain(VersionTag pattern) {
    return version.text().indexOf('+') < 0 && pattern.tag(version.text()).equals(tag);
  }
}
