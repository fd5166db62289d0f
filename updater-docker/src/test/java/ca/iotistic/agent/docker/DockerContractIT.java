package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.contract.Stage;
import ca.iotistic.agent.contract.UpdaterContract;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.UpdaterProvider;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The Docker strategy keeps the contract on a real engine and a real registry. */
final class DockerContractIT extends UpdaterContract {
  @Override
  protected Stage open() throws Exception {
    return new Containers();
  }

  private static final class Containers implements Stage {
    private final Bed bed = new Bed();
    private final List<String> volumes;

    Containers() throws IOException, InterruptedException {
      bed.build(FIRST);
      bed.run(FIRST, "-v", "/anonymous");
      volumes = volumes();
    }

    @Override
    public UpdaterProvider provider() {
      return new DockerProvider();
    }

    @Override
    public Environment environment(Seam seam) {
      return bed.environment(seam);
    }

    @Override
    public Updater updater(Seam seam) {
      return bed.updater(seam);
    }

    @Override
    public Updater away() {
      return bed.updater("unix:///no/such.sock");
    }

    @Override
    public void publish(String version, Conduct conduct) throws Exception {
      String line =
          switch (conduct) {
            case WORKS -> "VOLUME /of-the-new-one";
            case ENDS -> "CMD [\"/bin/sh\",\"-c\",\"echo cannot go on; exit 3\"]";
            case NEVER_STARTS -> "CMD [\"/no/such/program\"]";
          };
      bed.push(version, line);
    }

    @Override
    public Optional<String> running() throws Exception {
      return bed.engine
          .find(bed.name)
          .filter(Charge::running)
          .flatMap(container -> version(container));
    }

    private static Optional<String> version(JsonNode container) {
      for (JsonNode variable : container.at("/Config/Env")) {
        if (variable.asText().startsWith("VERSION=")) {
          return Optional.of(variable.asText().substring("VERSION=".length()));
        }
      }
      return Optional.empty();
    }

    @Override
    public String run() throws Exception {
      return Fields.text(bed.inspect(bed.name), "State", "StartedAt");
    }

    @Override
    public Optional<String> comesBack() throws Exception {
      for (String name : bed.containers()) {
        JsonNode container = bed.inspect(name);
        if (!RestartPolicy.isParked(RestartPolicy.of(container))) {
          return version(container);
        }
      }
      return Optional.empty();
    }

    @Override
    public List<String> belongings() throws Exception {
      List<String> all = new ArrayList<>(bed.containers());
      all.remove(bed.name);
      all.addAll(bed.tags());
      // What the first one was made from, until nothing needs it any more.
      all.remove(FIRST);
      all.addAll(volumes());
      all.removeAll(volumes);
      new BackupStore(bed.state.resolve("backups"), Seam.NONE)
          .list(bed.name)
          .forEach(backup -> all.add("description " + backup.name()));
      return all.stream().sorted().toList();
    }

    private List<String> volumes() throws IOException, InterruptedException {
      TreeSet<String> names = new TreeSet<>();
      for (String container : bed.containers()) {
        Bed.lines(
                "docker",
                "inspect",
                "--format",
                "{{range .Mounts}}{{println .Name}}{{end}}",
                container)
            .stream()
            .filter(name -> !name.isBlank())
            .forEach(name -> names.add("volume " + name));
      }
      return List.copyOf(names);
    }

    @Override
    public Path state() {
      return bed.state;
    }

    @Override
    public void switched(Update update) throws Exception {
      JsonNode parked = bed.inspect(Names.of(bed.name, update).backup());
      assertThat(Charge.running(parked)).isFalse();
      assertThat(RestartPolicy.isParked(RestartPolicy.of(parked))).isTrue();
      JsonNode inCharge = bed.inspect(bed.name);
      assertThat(Charge.running(inCharge)).isTrue();
      assertThat(RestartPolicy.isParked(RestartPolicy.of(inCharge))).isTrue();
      assertThat(volumes()).hasSize(2).containsAll(volumes);
    }

    @Override
    public void close() throws Exception {
      bed.close();
    }
  }
}
