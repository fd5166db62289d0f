package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a request to a release: the registry's digest of the tag, asked through the engine; where
 * the registry has no answer, an image of that name which is here already.
 */
final class Releases {
  private static final Logger LOG = LoggerFactory.getLogger(Releases.class);
  private static final String LATEST = "latest";

  /** How long the engine may be silent while it pulls. */
  static final Duration STALL = Duration.ofMinutes(5);

  private final Engine engine;
  private final Images images;
  private final RegistryAuth auth;

  Releases(Engine engine, Images images, RegistryAuth auth) {
    this.engine = engine;
    this.images = images;
    this.auth = auth;
  }

  Release resolve(Request request, Target target)
      throws EngineException, UpdateException, InterruptedException {
    String repository = images.repository(target.container(), engine.findImage(target.imageId()));
    String tag = request.latest() ? LATEST : images.tags().tag(request.version());
    String reference = repository + ":" + tag;
    Release release;
    try {
      release = published(request, repository, reference);
    } catch (EngineException notAnswered) {
      UpdateException why = RegistryFailure.of(notAnswered, reference);
      JsonNode local = engine.findImage(reference).orElseThrow(() -> why);
      LOG.info("update: {}; taking {} as it is here", why.getMessage(), reference);
      release = here(request, repository, reference, local);
    }
    pinned(request, reference, release);
    return release;
  }

  /** What the command pins holds, in whichever form it names it. */
  private void pinned(Request request, String reference, Release release)
      throws EngineException, UpdateException, InterruptedException {
    Optional<String> wanted = request.digest();
    if (wanted.isEmpty() && !request.digests().isEmpty()) {
      String platform = Platform.ofEngine(engine.version(), engine.info()).key();
      wanted = Optional.of(request.digests().getOrDefault(platform, "none for " + platform));
    }
    if (wanted.isPresent() && !wanted.get().equals(release.digest())) {
      throw new UpdateException(
          Reason.DIGEST_MISMATCH,
          reference
              + " is "
              + release.digest()
              + " and the command wants "
              + wanted.get()
              + "; see what was pushed under that tag");
    }
  }

  private Release published(Request request, String repository, String reference)
      throws EngineException, UpdateException, InterruptedException {
    Map<String, String> headers = auth.headers(repository);
    JsonNode found = engine.distribution(reference, headers);
    platform(found.path("Platforms"), reference);
    String digest = Fields.text(found, "Descriptor", "digest");
    String version = request.version();
    if (request.latest()) {
      String pinned = repository + "@" + digest;
      Optional<JsonNode> here = engine.findImage(pinned);
      // Only the image tells its version. It is fetched in any case if it is to be installed.
      JsonNode image =
          here.isPresent() ? here.get() : engine.pull(pinned, headers, Update.Progress.NONE, STALL);
      version = labelled(image, reference);
    }
    return new Release(version, digest, 0, Source.registry(repository, images.tags().tag(version)));
  }

  private Release here(Request request, String repository, String reference, JsonNode image)
      throws UpdateException {
    String version = request.latest() ? labelled(image, reference) : request.version();
    String digest =
        request
            .digest()
            .filter(Images.digests(image, repository)::contains)
            .orElse(Images.digest(image, repository));
    return new Release(
        version,
        digest,
        image.path("Size").asLong(0),
        Source.local(repository, images.tags().tag(version), Fields.text(image, "Id")));
  }

  private static String labelled(JsonNode image, String reference) throws UpdateException {
    return Images.labelled(image)
        .orElseThrow(
            () ->
                new UpdateException(
                    Reason.NOT_FOUND,
                    reference
                        + " does not say which version it is; label it with"
                        + " org.opencontainers.image.version, or name a version"));
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
