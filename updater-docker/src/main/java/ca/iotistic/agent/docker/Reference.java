package ca.iotistic.agent.docker;

import java.util.Optional;

/**
 * The name of an image, taken apart: {@code host:5000/group/name:tag@sha256:…}. A colon before the
 * last slash belongs to a port.
 *
 * @param repository with its host, as it was written
 */
record Reference(String repository, Optional<String> tag, Optional<String> digest) {

  static Reference parse(String text) {
    int at = text.indexOf('@');
    Optional<String> digest = at < 0 ? Optional.empty() : Optional.of(text.substring(at + 1));
    String name = at < 0 ? text : text.substring(0, at);
    int colon = name.lastIndexOf(':');
    return colon > name.lastIndexOf('/')
        ? new Reference(name.substring(0, colon), Optional.of(name.substring(colon + 1)), digest)
        : new Reference(name, Optional.empty(), digest);
  }

  /** By which it is pulled: the digest, else the tag, else {@code latest}. */
  String pin() {
    return digest.or(() -> tag).orElse("latest");
  }

  /** With nothing but the pin: {@code REPO@sha256:…} or {@code REPO:TAG}. */
  String pinned() {
    return repository + (digest.isPresent() ? "@" : ":") + pin();
  }
}
