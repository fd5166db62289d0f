package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.contract.CrashAt;
import ca.iotistic.agent.contract.HastyTime;
import ca.iotistic.agent.contract.Stage;
import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.script.ScriptUpdaterProvider;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.UpdaterProvider;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A container of the usual engine, which {@code update-agent-docker.sh} updates from the host. */
final class ScriptedContainerStage implements Stage {
  private static final String NEVER = "-1";

  /** In a session of its own, all of which is killed. */
  private static final String CALL =
      """
      #!/bin/sh
      at=$1
      shift
      [ "$at" != -1 ] || exec SCRIPT "$@"
      export BASH_ENV=DIRECTORY/dying/trap DIE_AT="$at"
      exec setsid bash SCRIPT "$@"
      """;

  /** Ends at once when it is asked to. */
  private static final String WORKS =
      "CMD [\"/bin/sh\", \"-c\", \"trap 'exit 0' TERM; sleep 100000 & wait\"]";

  private final ScriptedContainer scene;
  private final Device device;
  private final Path call;
  private final DyingScript dying;
  private final Set<String> volumesOfTheFirst;
  private final Set<String> volumesSeen = new TreeSet<>();

  ScriptedContainerStage(ScriptedContainer scene) throws IOException {
    this.scene = scene;
    device = scene.device();
    Files.createDirectories(state());
    dying = new DyingScript(scene.directory().resolve("dying"));
    call =
        Files.writeString(
            scene.directory().resolve("call"),
            CALL.replace("SCRIPT", ScriptedContainer.SCRIPT.toString())
                .replace("DIRECTORY", scene.directory().toString()));
    Files.setPosixFilePermissions(call, PosixFilePermissions.fromString("rwxr-xr-x"));
    scene.publish(FIRST, WORKS);
    scene.run(FIRST);
    volumesOfTheFirst = Set.copyOf(volumes());
  }

  @Override
  public UpdaterProvider provider() {
    return new ScriptUpdaterProvider();
  }

  @Override
  public Environment environment(Seam seam) {
    return environment(seam, NEVER, "unix://" + device.engine().socket());
  }

  private Environment environment(Seam seam, String dies, String engine) {
    return new Environment(
        Map.of(
            "updater",
            "script",
            "script.command",
            "[\"" + call + "\",\"" + dies + "\"]",
            "docker.container",
            device.name(),
            "docker.host",
            engine,
            "health.stable_for",
            "1s",
            "health.timeout",
            "60s"),
        "1.0.0",
        state(),
        state().resolve("backups"),
        3,
        new Processes(seam),
        new HastyTime(),
        seam);
  }

  /** The acts are those of the script. */
  @Override
  public Updater updater(Seam seam) {
    if (seam instanceof CrashAt crash) {
      String engine = "unix://" + device.engine().socket();
      return dying.dying(
          provider().create(environment(Seam.NONE, Integer.toString(crash.at()), engine)));
    }
    return provider().create(environment(seam));
  }

  @Override
  public Updater away() {
    return provider().create(environment(Seam.NONE, NEVER, "unix:///no/such.sock"));
  }

  @Override
  public void publish(String version, Conduct conduct) {
    scene.publish(
        version,
        "VOLUME /of-the-new-one",
        switch (conduct) {
          case WORKS -> WORKS;
          case ENDS -> "CMD [\"/bin/sh\", \"-c\", \"echo cannot go on; exit 3\"]";
          case NEVER_STARTS -> "CMD [\"/no/such/program\"]";
        });
  }

  @Override
  public Optional<String> running() {
    return device
        .engine()
        .find(device.name())
        .filter(container -> container.at("/State/Running").asBoolean())
        .map(ScriptedContainerStage::version);
  }

  private static String version(JsonNode container) {
    return container.at("/Config/Labels").path("org.opencontainers.image.version").asText();
  }

  @Override
  public String run() {
    return device.inspect().at("/State/StartedAt").asText();
  }

  @Override
  public Optional<String> comesBack() {
    return containers().stream()
        .map(device.engine()::inspect)
        .filter(container -> !policy(container).equals("no"))
        .map(ScriptedContainerStage::version)
        .findFirst();
  }

  private static String policy(JsonNode container) {
    return container.at("/HostConfig/RestartPolicy/Name").asText();
  }

  private List<String> containers() {
    return device.engine().containers(device.name());
  }

  /** With what the script keeps for itself, but for its locks and what it tells. */
  @Override
  public List<String> belongings() throws IOException {
    List<String> all = new ArrayList<>(containers());
    all.remove(device.name());
    all.addAll(device.engine().tags(device.repository()));
    // What the first one was made from, until nothing needs it any more.
    all.remove(FIRST);
    all.addAll(volumes());
    all.removeAll(volumesOfTheFirst);
    Path work = state().resolve("script").resolve(device.name());
    if (Files.exists(work)) {
      try (Stream<Path> files = Files.list(work)) {
        files
            .map(file -> String.valueOf(file.getFileName()))
            .filter(file -> !file.matches("lock|second.lock|log|pull.log|result"))
            .forEach(all::add);
      }
    }
    return all.stream().sorted().toList();
  }

  /** Those of its containers, and those of containers that are gone. */
  private Set<String> volumes() {
    for (String container : containers()) {
      device
          .engine()
          .inspect(container)
          .path("Mounts")
          .forEach(mount -> volumesSeen.add(mount.path("Name").asText()));
    }
    Set<String> all = new TreeSet<>(device.engine().must("volume", "ls", "-q").lines().toList());
    all.retainAll(volumesSeen);
    return all;
  }

  @Override
  public Path state() {
    return scene.directory().resolve("state");
  }

  @Override
  public void switched(Update update) {
    JsonNode inCharge = device.inspect();
    assertThat(inCharge.at("/State/Running").asBoolean()).isTrue();
    assertThat(policy(inCharge)).isEqualTo("always");
    assertThat(device.backups()).isNotEmpty();
    for (String backup : device.backups()) {
      JsonNode old = device.engine().inspect(backup);
      assertThat(old.at("/State/Running").asBoolean()).isFalse();
      assertThat(policy(old)).isEqualTo("no");
    }
    assertThat(volumes()).hasSize(volumesOfTheFirst.size() + 1).containsAll(volumesOfTheFirst);
  }

  /** The scene takes away what there is. */
  @Override
  public void close() {}
}
