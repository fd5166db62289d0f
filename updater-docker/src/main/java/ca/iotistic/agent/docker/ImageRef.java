package ca.iotistic.agent.docker;

import ca.iotistic.agent.docker.registry.Repository;
import java.util.Optional;

/**
 * {@code REPOSITORY[:TAG][@DIGEST]}. A colon before the last slash belongs to the host's port.
 *
 * @param repository with its host, if that is not the hub
 */
record ImageRef(String repository, Optional<String> tag, Optional<String> digest) {
  /** Empty for an image id, which names no repository. */
  static Optional<ImageRef> parse(String reference) {
    String rest = reference.strip();
    if (rest.isEmpty() || rest.startsWith("sha256:")) {
      return Optional.empty();
    }
    Optional<String> digest = Optional.empty();
    int at = rest.indexOf('@');
    if (at >= 0) {
      digest = Optional.of(rest.substring(at + 1));
      rest = rest.substring(0, at);
    }
    Optional<String> tag = Optional.empty();
    int colon = rest.lastIndexOf(':');
    if (colon > rest.lastIndexOf('/')) {
      tag = Optional.of(rest.substring(colon + 1));
      rest = rest.substring(0, colon);
    }
    String repository = familiar(rest);
    return repository.isEmpty()
        ? Optional.empty()
        : Optional.of(new ImageRef(repository, tag, digest));
  }

  /** As the engine writes it: the hub's host and its own name space are left out. */
  private static String familiar(String repository) {
    for (String hub : new String[] {"docker.io/", "index.docker.io/"}) {
      if (repository.startsWith(hub)) {
        String rest = repository.substring(hub.length());
        return rest.startsWith("library/") ? rest.substring("library/".length()) : rest;
      }
    }
    return repository;
  }

  /** The registry, {@code docker.io} if the repository names none. */
  String host() {
    return Repository.of(repository).host();
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
