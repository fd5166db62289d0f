package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which repository the target follows, and what version an image is. */
final class Images {
  private static final String VERSION = "org.opencontainers.image.version";

  private final Environment environment;

  Images(Environment environment) {
    this.environment = environment;
  }

  VersionTag tags() throws UpdateException {
    try {
      return new VersionTag(environment.setting("docker.tag", VersionTag.ANY));
    } catch (IllegalArgumentException wrong) {
      throw new UpdateException(
          Reason.UNSUPPORTED_TARGET, String.valueOf(wrong.getMessage()), wrong);
    }
  }

  /** Of {@code docker.image}, else of what the container was created from. */
  String repository(JsonNode container, Optional<JsonNode> image) throws UpdateException {
    String setting = environment.setting("docker.image", "");
    Optional<ImageRef> reference =
        ImageRef.parse(setting.isEmpty() ? Fields.text(container, "Config", "Image") : setting);
    if (reference.isEmpty() && image.isPresent()) {
      // Created by id: any name of the image tells the repository.
      reference = ImageRef.parse(image.get().path("RepoTags").path(0).asText(""));
    }
    return reference
        .map(ImageRef::repository)
        .orElseThrow(
            () ->
                new UpdateException(
                    Reason.UNSUPPORTED_TARGET,
                    "container "
                        + Names.of(container)
                        + " was created from an image without a name; set docker.image to the"
                        + " repository of its new versions"));
  }

  /** What the image says of itself. */
  static Optional<String> labelled(JsonNode image) {
    String label = Fields.at(image, "Config", "Labels").path(VERSION).asText("");
    return label.isBlank() ? Optional.empty() : VersionTag.semver(label);
  }

  /** What version is in charge; of an agent that says nothing in its image, its own word. */
  String installed(Target target, Optional<JsonNode> image) throws UpdateException {
    String absent = target.self() ? environment.agentVersion() : "0.0.0";
    return version(target.container(), image.orElse(Json.object()), absent);
  }

  /**
   * The image's label, else the tag that the container was created from, else any tag of the image
   * that is a version.
   *
   * @param absent if none of them is one
   */
  String version(JsonNode container, JsonNode image, String absent) throws UpdateException {
    Optional<String> label = labelled(image);
    if (label.isPresent()) {
      return label.get();
    }
    VersionTag tags = tags();
    Optional<String> byTag = byTag(Fields.text(container, "Config", "Image"), tags);
    for (JsonNode reference : image.path("RepoTags")) {
      if (byTag.isEmpty()) {
        byTag = byTag(reference.asText(), tags);
      }
    }
    return byTag.orElse(absent);
  }

  private static Optional<String> byTag(String reference, VersionTag tags) {
    return ImageRef.parse(reference).flatMap(ImageRef::tag).flatMap(tags::version);
  }

  /** As published in this repository; the image id if it never was. */
  static String digest(JsonNode image, String repository) {
    return digests(image, repository).stream().findFirst().orElse(Fields.text(image, "Id"));
  }

  /** One image can have several: of an index that lists it, and its own. */
  static List<String> digests(JsonNode image, String repository) {
    List<String> digests = new ArrayList<>();
    for (JsonNode known : image.path("RepoDigests")) {
      ImageRef.parse(known.asText())
          .filter(reference -> reference.repository().equals(repository))
          .flatMap(ImageRef::digest)
          .ifPresent(digests::add);
    }
    return digests;
  }
}
