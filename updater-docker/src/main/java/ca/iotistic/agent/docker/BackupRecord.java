package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * The description of a container that was in charge: enough to create it again, although it and its
 * image's names may be gone.
 *
 * @param name of the backup: of its container, its description and the tag on its image
 * @param target the name it had in charge
 * @param update the id of the update that took it out of charge
 * @param version of its image
 * @param tag its image's own name, {@code REPO:NAME}, so that no prune takes it
 * @param digest of its image as published, the image id if it never was
 * @param policy its restart policy in charge
 * @param container as inspected
 * @param image as inspected
 */
record BackupRecord(
    String name,
    String target,
    String update,
    Instant takenAt,
    String tag,
    String version,
    String digest,
    JsonNode policy,
    JsonNode container,
    JsonNode image) {
  private static final int FORMAT = 1;

  String containerId() {
    return Fields.text(container, "Id");
  }

  String imageId() {
    return Fields.text(container, "Image");
  }

  /** What it was created from. */
  String reference() {
    return Fields.text(container, "Config", "Image");
  }

  ObjectNode tree() {
    ObjectNode tree =
        Json.object()
            .put("format", FORMAT)
            .put("name", name)
            .put("target", target)
            .put("update", update)
            .put("taken_at", takenAt.toString())
            .put("tag", tag)
            .put("version", version)
            .put("digest", digest);
    tree.set("restart_policy", policy);
    tree.set("container", container);
    tree.set("image", image);
    return tree;
  }

  /** Fails on what a newer version wrote in another format: that is not ours to touch. */
  static BackupRecord of(JsonNode tree) throws IOException {
    if (tree.path("format").asInt(0) != FORMAT) {
      throw new IOException("format " + tree.path("format") + " is not known");
    }
    try {
      return new BackupRecord(
          Fields.text(tree, "name"),
          Fields.text(tree, "target"),
          Fields.text(tree, "update"),
          Instant.parse(Fields.text(tree, "taken_at")),
          Fields.text(tree, "tag"),
          Fields.text(tree, "version"),
          Fields.text(tree, "digest"),
          tree.path("restart_policy"),
          tree.path("container"),
          tree.path("image"));
    } catch (DateTimeException broken) {
      throw new IOException("no time in it", broken);
    }
  }
}
