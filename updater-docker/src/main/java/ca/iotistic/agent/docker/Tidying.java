package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts right, while no update is in flight, what a person or a lost journal has left. */
final class Tidying {
  private final Engine engine;
  private final BackupStore store;
  private final Backups backups;
  private final Pruning pruning;
  private final Charge charge;
  private final Removing removing;

  Tidying(
      Engine engine,
      BackupStore store,
      Backups backups,
      Pruning pruning,
      Charge charge,
      Removing removing) {
    this.engine = engine;
    this.store = store;
    this.backups = backups;
    this.pruning = pruning;
    this.charge = charge;
    this.removing = removing;
  }

  List<String> tidy(Target found, int kept)
      throws EngineException, UpdateException, InterruptedException {
    List<String> done = new ArrayList<>();
    switchers(found, done);
    restoredByHand(found, done);
    Target target = new Target(engine.inspect(found.id()), found.self());
    if (Compose.of(target.container()).isPresent()) {
      containersOfBackups(target, done);
    }
    done.addAll(pruning.prune(target, kept));
    orphans(target, done);
    return done;
  }

  /** A switcher without an update: its journal was lost. What it knows of the policy counts. */
  private void switchers(Target target, List<String> done)
      throws EngineException, InterruptedException {
    for (JsonNode listed : ofTarget(target)) {
      JsonNode labels = listed.path("Labels");
      if (!labels.path(Names.ROLE).asText().equals(Names.SWITCHER)) {
        continue;
      }
      if (labels.path(Names.OLD).asText().equals(target.id())
          || labels.path(Names.NEW).asText().equals(target.id())) {
        policyBack(target, tree(labels.path(Names.POLICY).asText()), done);
      }
      engine.removeForcibly(Fields.text(listed, "Id"));
      done.add("switcher of update " + labels.path(Names.UPDATE).asText() + " removed");
    }
  }

  /**
   * A backup that was started by hand is in charge now, and no backup any more. The hand leaves the
   * parked policy, so that the next power cut would be its end, and maybe the backup's name.
   */
  private void restoredByHand(Target target, List<String> done)
      throws EngineException, InterruptedException {
    Optional<BackupRecord> own = store.ofContainer(target.id());
    if (own.isPresent()) {
      policyBack(target, own.get().policy(), done);
    }
    Optional<String> name = Names.targetOfBackup(target.name());
    if (name.isPresent() && makeWay(name.get())) {
      charge.name(target.id(), name.get());
      done.add("container " + target.name() + " is in charge and is named " + name.get());
    }
    if (own.isPresent()) {
      backups.forget(own.get());
    }
  }

  private void policyBack(Target target, JsonNode recorded, List<String> done)
      throws EngineException, InterruptedException {
    if (RestartPolicy.isParked(RestartPolicy.of(target.container()))
        && !RestartPolicy.isParked(recorded)) {
      charge.policy(target.id(), recorded);
      done.add(
          "restart policy of container "
              + target.name()
              + " is "
              + RestartPolicy.name(recorded)
              + " again");
    }
  }

  /** One of ours that does not run gives its name up; anybody else keeps it. */
  private boolean makeWay(String name) throws EngineException, InterruptedException {
    Optional<JsonNode> holder = engine.find(name);
    if (holder.isEmpty()) {
      return true;
    }
    String id = Fields.text(holder.get(), "Id");
    boolean ours = Fields.at(holder.get(), "Config", "Labels").has(Names.UPDATE);
    if (!ours || Fields.is(holder.get(), "State", "Running")) {
      return false;
    }
    charge.name(id, name + "-aside-" + id.substring(0, 12));
    return engine.find(name).isEmpty();
  }

  /** Compose would start such a one and remove the agent. */
  private void containersOfBackups(Target target, List<String> done)
      throws EngineException, InterruptedException {
    for (BackupRecord backup : store.list(target.name())) {
      Optional<JsonNode> container = engine.find(backup.containerId());
      if (container.isPresent()
          && !backup.containerId().equals(target.id())
          && !Fields.is(container.get(), "State", "Running")) {
        engine.remove(backup.containerId());
        done.add("container of backup " + backup.name() + " removed, because compose made it");
      }
    }
  }

  private void orphans(Target target, List<String> done)
      throws EngineException, InterruptedException {
    Set<String> described =
        store.list(target.name()).stream()
            .map(BackupRecord::containerId)
            .collect(Collectors.toSet());
    for (JsonNode listed : ofTarget(target)) {
      String id = Fields.text(listed, "Id");
      String name = Names.ofListed(listed);
      if (!id.equals(target.id())
          && !described.contains(id)
          // Its description was lost, and it is still a way back.
          && Names.targetOfBackup(name).isEmpty()
          && !Fields.text(listed, "State").equals("running")) {
        removing.orphan(id);
        done.add("container " + name + " of an update that has ended removed");
      }
    }
  }

  private List<JsonNode> ofTarget(Target target) throws EngineException, InterruptedException {
    String name = Names.targetOfBackup(target.name()).orElse(target.name());
    return engine.list(Optional.of(Names.TARGET + "=" + name));
  }

  private static JsonNode tree(String text) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (IOException broken) {
      return RestartPolicy.parked();
    }
  }
}
