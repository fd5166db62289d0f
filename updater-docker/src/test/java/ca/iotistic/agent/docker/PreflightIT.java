package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class PreflightIT {

  @Test
  void aHealthyTargetMeetsEverything() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      bed.run("1.0.5");
      List<Check> checks = new DockerProvider().check(bed.environment(Seam.NONE));
      assertThat(checks).allSatisfy(check -> assertThat(check.refusal()).isEmpty());
      assertThat(checks)
          .extracting(Check::what)
          .anyMatch(what -> what.contains("an engine answers at unix:///var/run/docker.sock"))
          .anyMatch(what -> what.contains(bed.repository));
      assertThat(bed.containers()).containsExactly(bed.name);
    }
  }

  @Test
  void everyRefusalSaysTheCure() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      bed.run("1.0.5");
      bed.settings.put("docker.registry.username", "somebody");
      bed.space = info -> OptionalLong.of(1);
      refuses(bed, Reason.REGISTRY_UNAUTHORIZED, "docker.registry.password_file");
      refuses(bed, Reason.DISK_FULL, "docker image prune");
      bed.settings.remove("docker.registry.username");
      bed.settings.put("docker.tag", "stable");
      refuses(bed, Reason.UNSUPPORTED_TARGET, "{version}");
      bed.settings.put("docker.container", bed.name + "-nobody");
      refuses(bed, Reason.UNSUPPORTED_TARGET, "docker.container");
      bed.settings.put("docker.host", "unix://" + bed.state.resolve("none.sock"));
      refuses(bed, Reason.PLATFORM_UNAVAILABLE, "mount its socket: -v");
      bed.settings.put("docker.host", "ftp://somewhere");
      assertThat(new DockerProvider().check(bed.environment(Seam.NONE)))
          .anyMatch(check -> check.cure().contains("docker.host"));
    }
  }

  @Test
  void aStateDirectoryInTheContainerIsRefusedWithTheOptionThatMendsIt() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      String id = bed.run("1.0.5", "-v", bed.name + "-state:/var/lib/iotistic", "--tmpfs", "/run");
      Path lib = Path.of("/var/lib/iotistic");
      assertThat(StateMount.check(bed.inspect(id), lib).refusal()).isEmpty();
      assertThat(StateMount.check(bed.inspect(id), lib.resolve("deeper")).refusal()).isEmpty();
      Check inside = StateMount.check(bed.inspect(id), Path.of("/var/lib/other"));
      assertThat(inside.refusal()).contains(Reason.UNSUPPORTED_TARGET);
      assertThat(inside.cure()).contains("-v iotistic-agent-state:/var/lib/other");
      assertThat(StateMount.check(bed.inspect(id), Path.of("/run/state")).refusal()).isPresent();

      bed.settings.remove("docker.container");
      Path process =
          Path.of("/proc", String.valueOf(bed.inspect(id).path("State").path("Pid").asInt()));
      OwnContainer own =
          new OwnContainer(
              bed.engine, process, process.resolve("root"), Files.createTempDirectory("x"));
      assertThat(checks(bed, own))
          .anyMatch(
              check ->
                  check.refusal().isPresent()
                      && check.cure().contains("-v iotistic-agent-state:" + bed.state));
    }
  }

  private static void refuses(Bed bed, Reason reason, String cure) throws Exception {
    try (Engine engine = DockerProvider.connect(bed.environment(Seam.NONE))) {
      assertThat(
              new Preflight(
                      engine,
                      bed.environment(Seam.NONE),
                      OwnContainer.ofThisProcess(engine, bed.state),
                      bed.space)
                  .checks())
          .anySatisfy(
              check -> {
                assertThat(check.refusal()).contains(reason);
                assertThat(check.cure()).contains(cure);
              });
    }
  }

  private static List<Check> checks(Bed bed, OwnContainer own) throws Exception {
    return new Preflight(bed.engine, bed.environment(Seam.NONE), own, bed.space).checks();
  }
}
