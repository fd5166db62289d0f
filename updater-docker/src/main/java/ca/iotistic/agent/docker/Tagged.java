package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a tag to a release: the registry's digest of it, asked through the engine; where the
 * registry has no answer, an image of that name which is here already.
 */
final class Tagged {
  private static final Logger LOG = LoggerFactory.getLogger(Tagged.class);

  private final Engine engine;
  private final Images images;
  private final RegistryAuth auth;

  Tagged(Engine engine, Images images, RegistryAuth auth) {
    this.engine = engine;
    this.images = images;
    this.auth = auth;
  }

  /**
   * A tag whose image is wanted.
   *
   * @param version empty if only the image tells it
   */
  record Name(String repository, String tag, Optional<String> version) {
    String reference() {
      return repository + ":" + tag;
    }
  }

  Release release(Request request, Name name)
      throws EngineException, UpdateException, InterruptedException {
    try {
      return published(name);
    } catch (EngineException notAnswered) {
      UpdateException why = RegistryFailure.of(notAnswered, name.reference());
      JsonNode local = engine.findImage(name.reference()).orElseThrow(() -> why);
      LOG.info("update: {}; taking {} as it is here", why.getMessage(), name.reference());
      return here(request, name, local);
    }
  }

  private Release published(Name name)
      throws EngineException, UpdateException, InterruptedException {
    Map<String, String> headers = auth.headers(name.repository());
    JsonNode found = engine.distribution(name.reference(), headers);
    platform(found.path("Platforms"), name.reference());
    String digest = Fields.text(found, "Descriptor", "digest");
    Name known = name;
    if (name.version().isEmpty()) {
      String pinned = name.repository() + "@" + digest;
      Optional<JsonNode> here = engine.findImage(pinned);
      // Only the image tells its version. It is fetched in any case if it is to be installed.
      JsonNode image =
          here.isPresent()
              ? here.get()
              : engine.pull(pinned, headers, Update.Progress.NONE, Releases.STALL);
      known = labelled(image, name);
    }
    return new Release(
        known.version().orElseThrow(), digest, 0, Source.registry(known.repository(), known.tag()));
  }

  private Release here(Request request, Name name, JsonNode image) throws UpdateException {
    Name known = name.version().isPresent() ? name : labelled(image, name);
    String digest =
        request
            .digest()
            .filter(Images.digests(image, name.repository())::contains)
            .orElse(Images.digest(image, name.repository()));
    return new Release(
        known.version().orElseThrow(),
        digest,
        image.path("Size").asLong(0),
        Source.local(known.repository(), known.tag(), Fields.text(image, "Id")));
  }

  /** With the version that the image says it is, and the tag that such a version has. */
  private Name labelled(JsonNode image, Name name) throws UpdateException {
    String version =
        Images.labelled(image)
            .orElseThrow(
                () ->
                    new UpdateException(
                        Reason.NOT_FOUND,
                        name.reference()
                            + " does not say which version it is; label it with"
                            + " org.opencontainers.image.version, or name a version"));
    return new Name(name.repository(), images.tags().tag(version), Optional.of(version));
  }

  /** Seen early, an image for another machine costs no download. */
  private void platform(JsonNode platforms, String reference)
      throws EngineException, UpdateException, InterruptedException {
    if (platforms.isEmpty()) {
      return;
    }
    Platform engine = Platform.ofEngine(this.engine.version(), this.engine.info());
    for (JsonNode built : platforms) {
      if (engine.runs(Platform.ofManifest(built))) {
        return;
      }
    }
    throw new UpdateException(
        Reason.PLATFORM_MISMATCH,
        reference + " is not built for " + engine + " (" + platforms + "); push one that is");
  }
}
