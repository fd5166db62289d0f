package ca.iotistic.fleetsim;

import ca.iotistic.agent.UpdateAgent;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many devices that do what they are told, as well as they can. */
public final class SimulatedFleet implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SimulatedFleet.class);
  private static final int DEVICES_A_WIRE = 50;

  private final Options options;
  private final List<Wire> wires = new ArrayList<>();
  private final Map<String, Line> lines = new LinkedHashMap<>();
  private final List<UpdateAgent> agents = new ArrayList<>();
  private final Random random = new Random(7);

  private SimulatedFleet(Options options) {
    this.options = options;
  }

  /** Returns when all have begun; they connect by themselves. */
  public static SimulatedFleet start(Options options) throws IOException {
    SimulatedFleet fleet = new SimulatedFleet(options);
    try {
      for (int i = 0; i < options.devices(); i++) {
        fleet.add(options.uuid(i), i);
      }
    } catch (IOException | RuntimeException failed) {
      fleet.close();
      throw failed;
    }
    return fleet;
  }

  /** The names that such a fleet will have. */
  public static List<String> uuids(Options options) {
    return IntStream.range(0, options.devices()).mapToObj(options::uuid).toList();
  }

  /** The ids of the commands that each device has been sent, in order, repeats included. */
  public Map<String, List<String>> commands() {
    Map<String, List<String>> commands = new TreeMap<>();
    lines.forEach((uuid, line) -> commands.put(uuid, line.commands()));
    return commands;
  }

  /** What each device runs. */
  public Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    lines.keySet().forEach(uuid -> versions.put(uuid, read(target(uuid))));
    return versions;
  }

  /** Whether that version works on that device. */
  public boolean works(String uuid, String version) {
    return options.works(uuid, version);
  }

  /** One device leaves, or comes back. */
  public void away(String uuid, boolean now) throws IOException, InterruptedException {
    Line line = lines.get(uuid);
    if (line == null) {
      throw new IllegalArgumentException("no device " + uuid);
    }
    line.away(now);
  }

  /** Others are away than before, as many as the options say. */
  public void shuffle() throws InterruptedException {
    for (Map.Entry<String, Line> one : lines.entrySet()) {
      try {
        one.getValue().away(random.nextDouble() < options.offlineRate());
      } catch (IOException unreachable) {
        LOG.debug("{} stays as it is: {}", one.getKey(), unreachable.getMessage());
      }
    }
  }

  @Override
  public void close() {
    agents.forEach(UpdateAgent::close);
    wires.forEach(Wire::close);
  }

  private void add(String uuid, int number) throws IOException {
    if (number % DEVICES_A_WIRE == 0) {
      Wire wire = new Wire(options, "fleet-sim-" + options.prefix() + wires.size());
      wires.add(wire);
      wire.start();
    }
    Line line = wires.get(wires.size() - 1).line(uuid);
    Path target = target(uuid);
    if (!Files.exists(target)) {
      Files.createDirectories(options.directory().resolve(uuid));
      Files.writeString(target, options.version());
    }
    try {
      UpdateAgent agent =
          UpdateAgent.builder()
              .device(uuid)
              .version(read(target))
              .stateDirectory(options.directory().resolve(uuid).resolve("state"))
              .settings(
                  Map.of(
                      "updater",
                      Virtual.ID,
                      Virtual.TARGET,
                      target.toString(),
                      Virtual.FAILURE_RATE,
                      Double.toString(options.failureRate()),
                      Virtual.BAD,
                      options.bad().orElse(""),
                      Virtual.SLOW,
                      Long.toString(options.slow().toMillis()),
                      "health.stable_for",
                      "1s",
                      "inbox.watch",
                      "false"))
              .updater(Virtual.class)
              .connection(line, new Announcer(line, target))
              .build();
      lines.put(uuid, line);
      agents.add(agent);
      agent.start();
    } catch (UpdateException refused) {
      throw new IOException(uuid + " cannot be simulated: " + refused.getMessage(), refused);
    }
  }

  private Path target(String uuid) {
    return options.directory().resolve(uuid).resolve("target");
  }

  private static String read(Path target) {
    try {
      return Files.readString(target);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
