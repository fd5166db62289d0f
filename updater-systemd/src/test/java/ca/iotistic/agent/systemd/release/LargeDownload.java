package ca.iotistic.agent.systemd.release;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Update;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** A device of its own with little memory, which downloads one file. */
final class LargeDownload {
  private LargeDownload() {}

  /** A directory, an address and a digest. */
  public static void main(String... arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    Environment environment =
        new Environment(
            Map.of("systemd.releases", "http://127.0.0.1/x", "download.max_size", "2GiB"),
            "1.0.5",
            directory,
            directory,
            3,
            new Processes(Seam.NONE),
            Time.system(),
            Seam.NONE);
    Release release = new Release("1.0.6", arguments[2], 0, Map.of("url", arguments[1]));
    Update update =
        new Update(
            "u-1",
            Instant.EPOCH,
            new Installed("1.0.5", "", true),
            release,
            Prepared.NOT_YET,
            directory,
            Update.Progress.NONE);
    Path fetched =
        new ReleaseSource(environment, directory.resolve("none"), Map.of()).fetch(update);
    long heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum();
    String resident =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmHWM:"))
            .map(line -> line.replaceAll("\\D", ""))
            .findFirst()
            .orElse("?");
    System.out.println(
        "fetched %s; heap at most %d KiB, resident at most %s KiB"
            .formatted(fetched.getFileName(), heap >> 10, resident));
  }
}
