package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalLong;

/** Brings the image of a release here and looks at what came. */
final class ImageFetch {
  private final Engine engine;
  private final RegistryAuth auth;
  private final FreeSpace space;
  private final Pruning pruning;
  private final Disk disk;

  ImageFetch(Engine engine, RegistryAuth auth, FreeSpace space, Pruning pruning, Disk disk) {
    this.engine = engine;
    this.auth = auth;
    this.space = space;
    this.pruning = pruning;
    this.disk = disk;
  }

  /** The image as inspected: of the digest that was resolved, and fit for this engine. */
  JsonNode fetch(Update update, Target target)
      throws EngineException, UpdateException, InterruptedException {
    Release release = update.release();
    Source source = Source.of(release);
    JsonNode image =
        source.image().isPresent() ? here(source, release) : published(update, source, target);
    Platform engine = Platform.ofEngine(this.engine.version(), this.engine.info());
    Platform built = Platform.ofImage(image);
    if (!engine.runs(built)) {
      throw new UpdateException(
          Reason.PLATFORM_MISMATCH,
          source.reference()
              + " is built for "
              + built
              + " and the engine runs "
              + engine
              + "; push one that is built for it");
    }
    return image;
  }

  private JsonNode here(Source source, Release release)
      throws EngineException, UpdateException, InterruptedException {
    Optional<JsonNode> image = engine.findImage(source.image().orElseThrow());
    return image.orElseThrow(
        () ->
            new UpdateException(
                Reason.NOT_FOUND,
                "the image of "
                    + source.backup().orElse(source.reference())
                    + " ("
                    + release.version()
                    + ") is not here any more; update to that version instead"));
  }

  private JsonNode published(Update update, Source source, Target target)
      throws EngineException, UpdateException, InterruptedException {
    String pinned = source.repository() + "@" + update.release().digest();
    Optional<JsonNode> image = engine.findImage(pinned);
    if (image.isPresent()) {
      return image.get();
    }
    room(update, source, target);
    JsonNode pulled;
    try {
      pulled =
          engine.pull(pinned, auth.headers(source.repository()), update.progress(), Releases.STALL);
    } catch (EngineException failed) {
      throw RegistryFailure.of(failed, pinned);
    }
    if (!Images.digests(pulled, source.repository()).contains(update.release().digest())) {
      throw new UpdateException(
          Reason.DIGEST_MISMATCH,
          "asked for " + pinned + " the engine has " + pulled.path("RepoDigests"));
    }
    disk.sync();
    return pulled;
  }

  /**
   * The size of an image is not known before it is here, so that the one in charge stands for it;
   * half as much again is needed while layers lie beside their archives.
   */
  private void room(Update update, Source source, Target target)
      throws EngineException, UpdateException, InterruptedException {
    long old =
        engine.findImage(target.imageId()).map(image -> image.path("Size").asLong(0)).orElse(0L);
    long needed = Math.max(update.release().size(), old) * 3 / 2 + FreeSpace.RESERVE;
    JsonNode info = engine.info();
    OptionalLong free = space.bytes(info);
    if (free.isPresent() && free.getAsLong() < needed) {
      // The oldest backups go before the download, the last one stays.
      pruning.prune(target, 1);
      free = space.bytes(info);
    }
    if (free.isPresent() && free.getAsLong() < needed) {
      throw new UpdateException(
          Reason.DISK_FULL,
          "fetching "
              + source.reference()
              + " needs about "
              + (needed >> 20)
              + " MiB and "
              + (free.getAsLong() >> 20)
              + " MiB are free in "
              + Fields.text(info, "DockerRootDir")
              + "; remove images that nobody needs (docker image prune -a)");
    }
  }
}
