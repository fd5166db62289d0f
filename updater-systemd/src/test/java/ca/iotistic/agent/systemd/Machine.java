package ca.iotistic.agent.systemd;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;

/**
 * A real systemd as process 1 of a container. It shares one directory with this process, under the
 * same path, so that a strategy that runs here replaces what runs there.
 */
final class Machine implements AutoCloseable {
  private static final String IMAGE = "iotistic/systemd:252";

  /** The image is made of Debian's packages, once. */
  private static final Duration BUILDING = Duration.ofMinutes(15);

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Processes processes = new Processes(Seam.NONE);
  private final String name = "systemd-" + UUID.randomUUID().toString().substring(0, 8);
  private final Path directory;

  Machine() throws IOException, InterruptedException {
    directory = Files.createTempDirectory(name);
    run(Path.of("../scripts/testbed").toAbsolutePath() + " systemd-base", BUILDING);
    run(
        "docker run -d --name %s --cap-add SYS_ADMIN --cap-add NET_ADMIN --cap-add SYS_PTRACE"
                .formatted(name)
            + " --security-opt seccomp=unconfined --security-opt apparmor=unconfined"
            + " --tmpfs /run --tmpfs /run/lock -v /sys/fs/cgroup:/sys/fs/cgroup:rw"
            + " --cgroupns=host -e container=docker -v %s:%s %s /sbin/init"
                .formatted(directory, directory, IMAGE));
    awaitBoot();
  }

  private void awaitBoot() {
    Awaitility.await("systemd has booted")
        .atMost(LIMIT)
        .until(
            () -> {
              List<String> said = ask("systemctl", "is-system-running").tail();
              return said.contains("running") || said.contains("degraded");
            });
  }

  Path directory() {
    return directory;
  }

  /** Words that run a command there. */
  List<String> prefix() {
    return List.of("docker", "exec", name);
  }

  Processes.Result ask(String... command) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(prefix());
    line.addAll(List.of(command));
    return processes.run(line, Map.of(), Path.of("/"), LIMIT, text -> {});
  }

  List<String> exec(String... command) throws IOException, InterruptedException {
    Processes.Result result = ask(command);
    if (!result.ok()) {
      throw new IOException(String.join(" ", command) + ": " + result.tail());
    }
    return result.tail();
  }

  List<String> sh(String script) throws IOException, InterruptedException {
    return exec("sh", "-c", script);
  }

  /** Every process is gone at once and the disk stays; returns when systemd answers again. */
  void cutPower() throws IOException, InterruptedException {
    run("docker kill " + name);
    run("docker start " + name);
    Awaitility.await("systemd answers")
        .atMost(LIMIT)
        .until(() -> ask("systemctl", "show", "--property=Version").ok());
  }

  private void run(String line) throws IOException, InterruptedException {
    run(line, LIMIT);
  }

  private void run(String line, Duration limit) throws IOException, InterruptedException {
    Processes.Result result =
        processes.run(List.of(line.split(" +")), Map.of(), Path.of("/"), limit, text -> {});
    if (!result.ok()) {
      throw new IOException(line + ": " + result.tail());
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    run("docker rm -f " + name);
    run("rm -rf " + directory);
  }
}
