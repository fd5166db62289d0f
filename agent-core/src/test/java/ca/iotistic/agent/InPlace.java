package ca.iotistic.agent;

import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A strategy whose target is a file with a version in it: replaced in place, without a switcher.
 * Version 6.6.6 does not exist, 9.9.9 is never healthy.
 */
public final class InPlace implements UpdaterProvider {
  static final String TARGET = "in-place.target";
  static final String MISSING = "6.6.6";
  static final String SICK = "9.9.9";

  @Override
  public String id() {
    return "in-place";
  }

  @Override
  public List<Check> check(Environment environment) {
    return List.of(Check.met("the target is there"));
  }

  @Override
  public Updater create(Environment environment) {
    return new Target(Path.of(environment.setting(TARGET, "")));
  }

  private record Target(Path file) implements Updater {
    @Override
    public Installed installed() throws UpdateException {
      String version = read();
      return new Installed(version, version, false);
    }

    @Override
    public Release resolve(Request request) throws UpdateException {
      String version = request.latest() ? "2.0.0" : request.version();
      if (version.equals(MISSING)) {
        throw new UpdateException(Reason.NOT_FOUND, version + " does not exist: name another one");
      }
      return new Release(version, "sha256:" + version, 1, Map.of());
    }

    @Override
    public Prepared prepare(Update update) {
      return new Prepared(update.release().version(), Map.of("old", update.previous().version()));
    }

    @Override
    public void activate(Update update) throws UpdateException {
      write(update.release().version());
    }

    @Override
    public Health health(Update update) throws UpdateException {
      String version = read();
      return version.equals(SICK)
          ? new Health.Unhealthy(Reason.UNHEALTHY, "it is sick")
          : new Health.Healthy("run", version);
    }

    @Override
    public void rollBack(Update update) throws UpdateException {
      write(update.previous().version());
    }

    @Override
    public Duration commit(Update update) {
      return Duration.ofMillis(7);
    }

    @Override
    public List<Backup> backups() {
      return List.of();
    }

    private String read() throws UpdateException {
      try {
        return Files.readString(file);
      } catch (IOException gone) {
        throw new UpdateException(Reason.PLATFORM_UNAVAILABLE, "no target " + file, gone);
      }
    }

    private void write(String version) throws UpdateException {
      try {
        Files.write(file, version.getBytes(StandardCharsets.UTF_8));
      } catch (IOException full) {
        throw new UpdateException(Reason.DISK_FULL, "cannot write " + file, full);
      }
    }
  }
}
