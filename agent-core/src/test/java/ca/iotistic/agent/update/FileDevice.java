package ca.iotistic.agent.update;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A platform that several processes share: a few files in the state directory. The switcher is a
 * process of its own, without a supervisor. Version 6.6.6 takes the process down that activates it,
 * once.
 */
public final class FileDevice implements UpdaterProvider {
  static final String DEADLY = "6.6.6";

  @Override
  public String id() {
    return "files";
  }

  @Override
  public List<Check> check(Environment environment) {
    return List.of(Check.met("there are files"));
  }

  @Override
  public Updater create(Environment environment) {
    return new Verbs(environment.stateDirectory());
  }

  static Process start(Path state, List<String> line) throws IOException {
    Process process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(state.resolve("switcher.log").toFile())
            .start();
    Files.writeString(state.resolve("pid"), Long.toString(process.pid()));
    return process;
  }

  private record Verbs(Path state) implements Updater {
    @Override
    public Installed installed() throws UpdateException {
      String version = read("running");
      return new Installed(version, version, true);
    }

    @Override
    public Release resolve(Request request) {
      return new Release(request.version(), "sha256:" + request.version(), 1, Map.of());
    }

    @Override
    public Prepared prepare(Update update) {
      return new Prepared(update.release().version(), Map.of());
    }

    @Override
    public boolean handOver(Update update, List<String> switcher) throws UpdateException {
      try {
        write("line", String.join("\n", switcher));
        start(state, switcher);
        return true;
      } catch (IOException failed) {
        throw new UpdateException(Reason.START_FAILED, "no switcher", failed);
      }
    }

    @Override
    public boolean switcherAlive(Update update) throws UpdateException {
      return ProcessHandle.of(Long.parseLong(read("pid"))).isPresent();
    }

    @Override
    public void activate(Update update) throws UpdateException {
      if (update.release().version().equals(DEADLY) && !Files.exists(state.resolve("died"))) {
        write("died", "once");
        Runtime.getRuntime().halt(137);
      }
      write("running", update.release().version());
    }

    @Override
    public Health health(Update update) throws UpdateException {
      return new Health.Healthy("run", read("running"));
    }

    @Override
    public void rollBack(Update update) throws UpdateException {
      write("running", update.previous().version());
    }

    @Override
    public Duration commit(Update update) {
      return Duration.ofMillis(5);
    }

    @Override
    public List<Backup> backups() {
      return List.of();
    }

    @Override
    public void release(Update update) throws UpdateException {
      ProcessHandle.of(Long.parseLong(read("pid"))).ifPresent(ProcessHandle::destroyForcibly);
    }

    private String read(String name) throws UpdateException {
      try {
        return Files.readString(state.resolve(name)).trim();
      } catch (IOException failed) {
        throw new UpdateException(Reason.PLATFORM_UNAVAILABLE, "cannot read " + name, failed);
      }
    }

    private void write(String name, String content) throws UpdateException {
      try {
        Files.writeString(state.resolve(name), content);
      } catch (IOException failed) {
        throw new UpdateException(Reason.PLATFORM_UNAVAILABLE, "cannot write " + name, failed);
      }
    }
  }
}
