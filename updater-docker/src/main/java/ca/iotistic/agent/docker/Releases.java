package ca.iotistic.agent.docker;

import ca.iotistic.agent.docker.registry.RegistryTags;
import ca.iotistic.agent.docker.registry.Repository;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Version;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a request to a release. {@code latest} is the newest stable version that the registry lists;
 * where it cannot be asked or lists none, it is the image under the tag of that name. It never goes
 * down.
 */
final class Releases {
  private static final Logger LOG = LoggerFactory.getLogger(Releases.class);
  private static final String LATEST = "latest";

  /** Of an engine that has got as far as the registry. */
  private static final Set<Reason> OF_THE_REGISTRY =
      EnumSet.of(Reason.NOT_FOUND, Reason.REGISTRY_UNAUTHORIZED, Reason.REGISTRY_UNAVAILABLE);

  /** How long the engine may be silent while it pulls. */
  static final Duration STALL = Duration.ofMinutes(5);

  private final Engine engine;
  private final Images images;
  private final Tagged tagged;
  private final RegistryTags registry;

  Releases(Engine engine, Images images, Tagged tagged, RegistryTags registry) {
    this.engine = engine;
    this.images = images;
    this.tagged = tagged;
    this.registry = registry;
  }

  Release resolve(Request request, Target target)
      throws EngineException, UpdateException, InterruptedException {
    Optional<JsonNode> image = engine.findImage(target.imageId());
    String repository = images.repository(target.container(), image);
    Release release;
    if (request.latest()) {
      release = latest(request, repository);
      String installed = images.installed(target, image);
      if (below(release.version(), installed)) {
        LOG.info("update: the latest is {}; {} is installed", release.version(), installed);
        release = inCharge(repository, installed, target, image);
      }
    } else {
      release =
          tagged.release(
              request,
              new Tagged.Name(
                  repository,
                  images.tags().tag(request.version()),
                  Optional.of(request.version())));
    }
    pinned(request, release);
    return release;
  }

  private Release latest(Request request, String repository)
      throws EngineException, UpdateException, InterruptedException {
    Optional<NewestTag> newest;
    try {
      newest = NewestTag.of(registry.of(Repository.of(repository)), images.tags());
    } catch (UpdateException notListed) {
      LOG.info(
          "update: {}; taking the tag {} instead, through the engine",
          notListed.getMessage(),
          LATEST);
      return byName(request, repository, notListed);
    }
    if (newest.isEmpty()) {
      LOG.info("update: {} has no tag of a stable version; taking {}", repository, LATEST);
      return byName(
          request,
          repository,
          new UpdateException(
              Reason.NOT_FOUND,
              repository
                  + " has neither a tag of a stable version nor one that is called "
                  + LATEST
                  + "; push one, or set docker.tag to how they are written"));
    }
    NewestTag found = newest.get();
    return tagged.release(
        request, new Tagged.Name(repository, found.tag(), Optional.of(found.version().text())));
  }

  /**
   * The engine may have credentials and mirrors of its own.
   *
   * @param listing why the list did not help: what is told if the engine gets nothing either
   */
  private Release byName(Request request, String repository, UpdateException listing)
      throws EngineException, UpdateException, InterruptedException {
    try {
      return tagged.release(request, new Tagged.Name(repository, LATEST, Optional.empty()));
    } catch (UpdateException neither) {
      if (OF_THE_REGISTRY.contains(neither.reason())) {
        listing.addSuppressed(neither);
        throw listing;
      }
      throw neither;
    }
  }

  /** What runs, as a release: there is nothing newer. */
  private Release inCharge(
      String repository, String version, Target target, Optional<JsonNode> image)
      throws UpdateException {
    return new Release(
        version,
        image.map(known -> Images.digest(known, repository)).orElse(target.imageId()),
        image.map(known -> known.path("Size").asLong(0)).orElse(0L),
        Source.local(repository, images.tags().tag(version), target.imageId()));
  }

  private static boolean below(String version, String installed) {
    Optional<Version> one = Version.parse(version);
    Optional<Version> other = Version.parse(installed);
    return one.isPresent() && other.isPresent() && one.get().below(other.get());
  }

  /** What the command pins holds, in whichever form it names it. */
  private void pinned(Request request, Release release)
      throws EngineException, UpdateException, InterruptedException {
    Optional<String> wanted = request.digest();
    if (wanted.isEmpty() && !request.digests().isEmpty()) {
      String platform = Platform.ofEngine(engine.version(), engine.info()).key();
      wanted = Optional.of(request.digests().getOrDefault(platform, "none for " + platform));
    }
    if (wanted.isPresent() && !wanted.get().equals(release.digest())) {
      throw new UpdateException(
          Reason.DIGEST_MISMATCH,
          Source.of(release).reference()
              + " is "
              + release.digest()
              + " and the command wants "
              + wanted.get()
              + "; see what was pushed under that tag");
    }
  }
}
