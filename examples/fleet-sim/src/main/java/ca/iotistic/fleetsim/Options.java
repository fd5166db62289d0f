package ca.iotistic.fleetsim;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What fleet is simulated.
 *
 * @param directory where the devices remember things; best in memory
 * @param prefix of the uuids, which are numbered
 * @param version what they run at first
 * @param failureRate the share of devices on which a bad version does not work, 0 to 1; on which
 *     ones depends on device and version only
 * @param bad the version that is bad; absent: every one is
 * @param offlineRate the share of devices that are away at a time, 0 to 1
 * @param slow how long an update takes at most
 */
public record Options(
    String brokerHost,
    int brokerPort,
    Optional<String> username,
    Optional<String> password,
    Path directory,
    String prefix,
    int devices,
    String version,
    double failureRate,
    Optional<String> bad,
    double offlineRate,
    Duration slow) {
  private static final int MOST = 2000;

  public Options {
    if (devices < 1 || devices > MOST) {
      throw new IllegalArgumentException("SIM_DEVICES must be 1 to " + MOST + " in one process");
    }
    if (!(failureRate >= 0 && failureRate <= 1) || !(offlineRate >= 0 && offlineRate <= 1)) {
      throw new IllegalArgumentException(
          "SIM_FAILURE_RATE and SIM_OFFLINE_RATE are shares, 0 to 1");
    }
  }

  /** The usual fleet, without failures, on a broker of this machine. */
  public static Options of(int brokerPort, Path directory, int devices) {
    return new Options(
        "127.0.0.1",
        brokerPort,
        Optional.empty(),
        Optional.empty(),
        directory,
        "sim-",
        devices,
        "1.0.5",
        0,
        Optional.empty(),
        0,
        Duration.ZERO);
  }

  /** The same, but that version does not work on that share of the devices. */
  public Options failing(double rate, String version) {
    return new Options(
        brokerHost,
        brokerPort,
        username,
        password,
        directory,
        prefix,
        devices,
        this.version,
        rate,
        Optional.of(version),
        offlineRate,
        slow);
  }

  /** Whether that version works on that device. */
  boolean works(String uuid, String installed) {
    boolean good = bad.filter(one -> !one.equals(installed)).isPresent();
    return good || Virtual.luck(uuid, installed) >= failureRate;
  }

  String uuid(int number) {
    return prefix + "%04d".formatted(number);
  }
}
