package ca.iotistic.fleetsim;

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
import java.util.zip.CRC32;

/** The strategy of a virtual device: what is installed is a version and nothing else. */
public final class Virtual implements UpdaterProvider {
  static final String ID = "simulated";
  static final String TARGET = "simulated.target";
  static final String FAILURE_RATE = "simulated.failure_rate";
  static final String BAD = "simulated.bad";
  static final String SLOW = "simulated.slow_millis";
  private static final String LATEST = "2.0.0";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public List<Check> check(Environment environment) {
    return List.of(Check.met("the device is imagined well"));
  }

  @Override
  public Updater create(Environment environment) {
    return new Target(
        Path.of(environment.setting(TARGET, "")),
        Double.parseDouble(environment.setting(FAILURE_RATE, "0")),
        environment.setting(BAD, ""),
        Long.parseLong(environment.setting(SLOW, "0")));
  }

  /** A number of 0 to 1 that is always the same for a device and a version. */
  static double luck(String device, String version) {
    CRC32 sum = new CRC32();
    sum.update((version + '/' + device).getBytes(StandardCharsets.UTF_8));
    return (sum.getValue() % 10_000) / 10_000.0;
  }

  private record Target(Path file, double failureRate, String bad, long slowMillis)
      implements Updater {
    @Override
    public Installed installed() throws UpdateException {
      String version = read();
      return new Installed(version, version, false);
    }

    @Override
    public Release resolve(Request request) {
      String version = request.latest() ? LATEST : request.version();
      return new Release(version, "sha256:" + version, 1, Map.of());
    }

    @Override
    public Prepared prepare(Update update) throws InterruptedException {
      Thread.sleep((long) (slowMillis * luck(device(), "time")));
      return new Prepared(update.release().version(), Map.of());
    }

    @Override
    public void activate(Update update) throws UpdateException {
      write(update.release().version());
    }

    @Override
    public Health health(Update update) throws UpdateException {
      String version = read();
      boolean suspect = bad.isEmpty() || bad.equals(version);
      return suspect && luck(device(), version) < failureRate
          ? new Health.Unhealthy(Reason.UNHEALTHY, version + " does not work on " + device())
          : new Health.Healthy("run", version);
    }

    @Override
    public void rollBack(Update update) throws UpdateException {
      write(update.previous().version());
    }

    @Override
    public Duration commit(Update update) {
      return Duration.ofMillis(1 + (long) (1000 * luck(device(), "gap")));
    }

    @Override
    public List<Backup> backups() {
      return List.of();
    }

    private String device() {
      Path directory = file.getParent();
      return directory == null ? "" : directory.getFileName().toString();
    }

    private String read() throws UpdateException {
      try {
        return Files.readString(file);
      } catch (IOException gone) {
        throw new UpdateException(Reason.PLATFORM_UNAVAILABLE, "no device in " + file, gone);
      }
    }

    private void write(String version) throws UpdateException {
      try {
        Files.writeString(file, version);
      } catch (IOException full) {
        throw new UpdateException(Reason.DISK_FULL, "cannot write " + file, full);
      }
    }
  }
}
