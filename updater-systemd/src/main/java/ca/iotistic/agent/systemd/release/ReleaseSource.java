package ca.iotistic.agent.systemd.release;

import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Version;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Releases below {@code systemd.releases}: on a server, or in a folder of this device. */
public final class ReleaseSource implements Source {
  private static final Logger LOG = LoggerFactory.getLogger(ReleaseSource.class);
  private static final String URL = "url";
  private static final String FILE = "file";

  private final Environment environment;
  private final Path binary;
  private final Map<String, String> variables;
  private final Pauses pauses;
  private final Downloads downloads;

  /**
   * @param binary what is in charge now
   */
  public ReleaseSource(Environment environment, Path binary) {
    this(environment, binary, System.getenv());
  }

  ReleaseSource(Environment environment, Path binary, Map<String, String> variables) {
    this.environment = environment;
    this.binary = binary;
    this.variables = Map.copyOf(variables);
    this.pauses = new Pauses(new SplittableRandom());
    this.downloads =
        new Downloads(
            StateDirectory.at(environment.stateDirectory(), environment.seam()).downloads(),
            environment.seam());
  }

  @Override
  public Release resolve(Request request, Installed installed)
      throws UpdateException, InterruptedException {
    Layout layout = Layout.of(environment);
    Origin origin = origin(layout, layout.base());
    Release release;
    if (request.latest()) {
      Version latest = origin.latest();
      boolean down =
          Version.parse(installed.version()).filter(now -> latest.below(now)).isPresent();
      if (down) {
        LOG.info("update: the latest is {}; {} is installed", latest.text(), installed.version());
      }
      release = down ? inCharge(installed) : published(layout, origin, latest.text());
    } else {
      release = published(layout, origin, version(request.version()));
    }
    pinned(request, release);
    return release;
  }

  private static String version(String wanted) throws UpdateException {
    return Version.parse(wanted)
        .orElseThrow(
            () ->
                new UpdateException(
                    Reason.NOT_FOUND, "\"" + wanted + "\" is no version; write one like 1.0.6"))
        .text();
  }

  /** What runs, as a release: there is nothing newer. */
  private Release inCharge(Installed installed) {
    return new Release(
        installed.version(), installed.identity(), 0, Map.of(FILE, binary.toString()));
  }

  private Release published(Layout layout, Origin origin, String version)
      throws UpdateException, InterruptedException {
    String name = layout.artifact(version);
    URI sums = layout.file(version, Checksums.NAME);
    String digest = Checksums.parse(sums, origin.read(sums)).digest(name);
    URI artifact = layout.file(version, name);
    long size = origin.size(artifact);
    DownloadSettings.of(environment).require(artifact, size);
    return new Release(version, digest, size, Map.of(URL, artifact.toString()));
  }

  /** What the command pins holds, in whichever form it names it. */
  private static void pinned(Request request, Release release) throws UpdateException {
    Optional<String> wanted = request.digest();
    if (wanted.isEmpty() && !request.digests().isEmpty()) {
      String platform = "linux-" + Architecture.ofThisMachine();
      wanted = Optional.of(request.digests().getOrDefault(platform, "none for " + platform));
    }
    if (wanted.isPresent() && !wanted.get().equals(release.digest())) {
      throw new UpdateException(
          Reason.DIGEST_MISMATCH,
          "%s is %s and the command wants %s; see what was published"
              .formatted(release.version(), release.digest(), wanted.get()));
    }
  }

  @Override
  public long missing(Update update) {
    Release release = update.release();
    return release.locator().containsKey(FILE)
        ? 0
        : Math.max(release.size() - downloads.kept(release.digest()), 0);
  }

  @Override
  public Path fetch(Update update) throws UpdateException, InterruptedException {
    Map<String, String> locator = update.release().locator();
    if (locator.containsKey(FILE)) {
      return Path.of(locator.getOrDefault(FILE, ""));
    }
    URI file = URI.create(locator.getOrDefault(URL, ""));
    String digest = update.release().digest();
    Download.Wanted wanted = new Download.Wanted(update.id(), file, digest, update.progress());
    return downloads.get(digest, part -> download(file).run(wanted, part));
  }

  private Download download(URI file) throws UpdateException {
    return new Download(
        origin(Layout.of(environment), file),
        DownloadSettings.of(environment),
        pauses,
        environment.time());
  }

  private Origin origin(Layout layout, URI address) throws UpdateException {
    return Layout.isFolder(address)
        ? new Folder(layout)
        : Web.patient(environment, layout, variables);
  }

  /** What the origin of releases says of the latest one, for a person who asks. */
  public List<Check> advice() throws InterruptedException {
    String where = environment.setting(Layout.RELEASES, Layout.PRESET);
    try {
      Layout layout = Layout.of(environment);
      Origin origin =
          Layout.isFolder(layout.base())
              ? new Folder(layout)
              : Web.once(environment, layout, variables);
      return List.of(Check.met("the latest release of " + where + " is " + origin.latest().text()));
    } catch (UpdateException notTold) {
      return List.of(
          Check.careful(
              where + " does not say which release is the latest",
              String.valueOf(notTold.getMessage())));
    }
  }

  /** With no update in flight nothing is needed of what there is. */
  @Override
  public void prune() throws UpdateException {
    downloads.clear();
  }
}
