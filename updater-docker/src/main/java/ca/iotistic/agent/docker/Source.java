package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Release;
import java.util.Map;
import java.util.Optional;

/**
 * Where the image of a release comes from: the strategy's part of a {@link Release}.
 *
 * @param repository without a tag
 * @param tag that it has here
 * @param image its id, if it is here already
 * @param backup the backup it is the release of, if it is one
 */
record Source(String repository, String tag, Optional<String> image, Optional<String> backup) {

  static Map<String, String> registry(String repository, String tag) {
    return Map.of("repository", repository, "tag", tag);
  }

  static Map<String, String> local(String repository, String tag, String image) {
    return Map.of("repository", repository, "tag", tag, "image", image);
  }

  static Map<String, String> backup(String repository, String tag, String image, String name) {
    return Map.of("repository", repository, "tag", tag, "image", image, "backup", name);
  }

  static Source of(Release release) {
    Map<String, String> locator = release.locator();
    return new Source(
        locator.getOrDefault("repository", ""),
        locator.getOrDefault("tag", release.version()),
        Optional.ofNullable(locator.get("image")),
        Optional.ofNullable(locator.get("backup")));
  }

  String reference() {
    return repository + ":" + tag;
  }
}
