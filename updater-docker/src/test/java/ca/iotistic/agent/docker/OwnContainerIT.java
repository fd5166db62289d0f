package ca.iotistic.agent.docker;

import static ca.iotistic.agent.docker.Shell.docker;
import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.io.Seam;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Looks through the eyes of a process in a container: at its files in proc and its root. */
final class OwnContainerIT {

  @Test
  void provesTheContainerOfAProcess() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      String id = bed.run("1.0.5");
      assertThat(prove(bed, id)).contains(id);
      assertThat(Shell.run("docker", "exec", id, "ls", "-a", "/tmp"))
          .noneMatch(file -> file.startsWith(".iotistic"));

      OwnContainer here = OwnContainer.ofThisProcess(bed.engine, bed.state);
      assertThat(here.prove().map(container -> Fields.text(container, "Id")))
          .isNotEqualTo(Optional.of(id));
    }
  }

  @Test
  void doesWithoutAnyOneHint() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      String id = bed.run("1.0.5", "--read-only", "-v", bed.name + "-state:/state");
      Path process = process(bed, id);
      Path proc = Files.createDirectories(bed.state.resolve("proc"));
      // Everything that the engine binds is bound over, and the root cannot be written.
      Files.writeString(proc.resolve("mountinfo"), "");
      Files.copy(process.resolve("cgroup"), proc.resolve("cgroup"));
      assertThat(prove(bed, proc, process.resolve("root"))).contains(id);

      // A guess by host name is not proven by a volume, which another may have as well.
      Files.writeString(proc.resolve("cgroup"), "0::/\n");
      assertThat(prove(bed, proc, process.resolve("root"))).isEmpty();
    }
  }

  @Test
  void isNotTakenInByAHostNameThatAnotherHasToo() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      String id = bed.run("1.0.5", "--hostname", bed.name);
      docker(
          "run",
          "-d",
          "--name",
          bed.name + "-twin",
          "--hostname",
          bed.name,
          bed.repository + ":1.0.5");
      Path proc = Files.createDirectories(bed.state.resolve("proc"));
      Files.writeString(proc.resolve("mountinfo"), "");
      Files.writeString(proc.resolve("cgroup"), "0::/\n");
      assertThat(prove(bed, proc, process(bed, id).resolve("root"))).contains(id);
    }
  }

  private static Optional<String> prove(Bed bed, String id) throws Exception {
    Path process = process(bed, id);
    return prove(bed, process, process.resolve("root"));
  }

  private static Optional<String> prove(Bed bed, Path proc, Path root) throws Exception {
    return new OwnContainer(bed.engine, proc, root, Path.of("/state"))
        .prove()
        .map(container -> Fields.text(container, "Id"));
  }

  private static Path process(Bed bed, String id) throws Exception {
    return Path.of("/proc", String.valueOf(bed.inspect(id).path("State").path("Pid").asInt()));
  }

  @Test
  void namingItsOwnContainerMakesItNoStranger() throws Exception {
    try (Bed bed = new Bed()) {
      bed.build("1.0.5");
      String id = bed.run("1.0.5");
      Path process = process(bed, id);
      OwnContainer own =
          new OwnContainer(bed.engine, process, process.resolve("root"), Path.of("/state"));
      Target named = Target.find(bed.engine, bed.environment(Seam.NONE), own);
      assertThat(named.self()).isTrue();
      bed.settings.remove("docker.container");
      Target found = Target.find(bed.engine, bed.environment(Seam.NONE), own);
      assertThat(found.id()).isEqualTo(id);
      assertThat(found.self()).isTrue();
      JsonNode container = found.container();
      assertThat(List.of(Names.of(container))).containsExactly(bed.name);
    }
  }
}
