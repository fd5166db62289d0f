package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Update;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rungs of the way back, one at a time: each puts somebody in charge or does not. */
final class Rungs {
  private static final Logger LOG = LoggerFactory.getLogger(Rungs.class);

  private final Engine engine;
  private final Charge charge;
  private final BackupStore store;
  private final Recreating recreating;
  private final Marks marks;

  Rungs(Engine engine, Charge charge, BackupStore store, Recreating recreating, Marks marks) {
    this.engine = engine;
    this.charge = charge;
    this.store = store;
    this.recreating = recreating;
    this.marks = marks;
  }

  /**
   * @return the id of the one in charge; empty if this rung does not hold
   */
  Optional<String> climb(Rung rung, Update update, Plan plan)
      throws EngineException, InterruptedException {
    Names names = Names.of(plan.target(), update);
    return switch (rung) {
      case OLD -> old(update, plan, names);
      case RESTORED -> restored(plan, names);
      case OLDER -> older(plan, names);
      case NEW -> inCharge(plan.newId(), plan.policy(), plan, names);
      case RESCUE -> rescue(plan, names);
    };
  }

  private Optional<String> old(Update update, Plan plan, Names names)
      throws EngineException, InterruptedException {
    Optional<JsonNode> old = engine.find(plan.oldId());
    if (old.isPresent() && mayBeStopping(update, plan, old.get())) {
      engine.stop(plan.oldId());
    }
    return inCharge(plan.oldId(), plan.policy(), plan, names);
  }

  /**
   * Without the note of a stop, the state directory having been lost say, a parked policy tells
   * that one may be under way.
   */
  private boolean mayBeStopping(Update update, Plan plan, JsonNode old) {
    return Fields.is(old, "State", "Running")
        && (marks.isStopping(update, old)
            || (!marks.anyStop(update)
                && RestartPolicy.isParked(RestartPolicy.of(old))
                && !RestartPolicy.isParked(plan.policy())));
  }

  private Optional<String> restored(Plan plan, Names names)
      throws EngineException, InterruptedException {
    Optional<String> made = made(Rung.RESTORED, names, plan.oldImage());
    if (made.isPresent()) {
      // By an earlier call, which may have gone on to forget the backup.
      return inCharge(made.get(), plan.policy(), plan, names);
    }
    Optional<BackupRecord> own = store.find(names.backup());
    return own.isEmpty() ? Optional.empty() : again(Rung.RESTORED, own.get(), plan, names);
  }

  private Optional<String> older(Plan plan, Names names)
      throws EngineException, InterruptedException {
    for (BackupRecord backup : store.list(plan.target())) {
      if (backup.name().equals(names.backup())) {
        continue;
      }
      Optional<String> found = inCharge(backup.containerId(), backup.policy(), plan, names);
      if (found.isEmpty()) {
        found = again(Rung.OLDER, backup, plan, names);
      }
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** From its description; what an earlier call has made is taken up. */
  private Optional<String> again(Rung rung, BackupRecord backup, Plan plan, Names names)
      throws EngineException, InterruptedException {
    Optional<String> id = made(rung, names, backup.imageId());
    if (id.isEmpty()) {
      id = recreating.as(backup, names.rung(rung), labels(rung, names));
    }
    return id.isEmpty() ? id : inCharge(id.get(), backup.policy(), plan, names);
  }

  private Optional<String> rescue(Plan plan, Names names)
      throws EngineException, InterruptedException {
    Optional<BackupRecord> own = store.find(names.backup());
    if (own.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> image = recreating.reference(own.get());
    String wanted = Fields.text(own.get().container(), "HostConfig", "NetworkMode");
    for (String network : new TreeSet<>(List.of("bridge", wanted)).descendingSet()) {
      Optional<String> id = made(Rung.RESCUE, names, own.get().imageId());
      if (id.isEmpty() && image.isPresent()) {
        ObjectNode body =
            new RescueSpec(own.get(), image.get()).body(network, labels(Rung.RESCUE, names));
        id = Optional.of(engine.create(names.rung(Rung.RESCUE), body));
      }
      if (id.isPresent()) {
        Optional<String> found = inCharge(id.get(), own.get().policy(), plan, names);
        if (found.isPresent()) {
          return found;
        }
        engine.removeForcibly(id.get());
      }
    }
    return Optional.empty();
  }

  private Optional<String> made(Rung rung, Names names, String image)
      throws EngineException, InterruptedException {
    for (JsonNode listed : engine.list(Optional.of(Names.UPDATE + "=" + names.updateId()))) {
      if (listed.path("Labels").path(Names.RUNG).asText().equals(rung.label())
          && Fields.text(listed, "ImageID").equals(image)) {
        return Optional.of(Fields.text(listed, "Id"));
      }
    }
    return Optional.empty();
  }

  private static Map<String, String> labels(Rung rung, Names names) {
    return Map.of(
        Names.UPDATE, names.updateId(), Names.TARGET, names.target(), Names.RUNG, rung.label());
  }

  /** Its name and boot policy, running, and whoever holds the name out of the way. */
  private Optional<String> inCharge(String id, JsonNode policy, Plan plan, Names names)
      throws EngineException, InterruptedException {
    if (engine.find(id).isEmpty()) {
      return Optional.empty();
    }
    makeWay(id, plan, names);
    charge.name(id, plan.target());
    try {
      charge.policy(id, policy);
      Optional<String> why = charge.startAndSee(id);
      if (why.isEmpty()) {
        return Optional.of(id);
      }
      LOG.warn("update={} container={} is not back: {}", names.updateId(), id, why.get());
      // It must not come back by itself beside whoever is put in charge now.
      charge.policy(id, RestartPolicy.parked());
      engine.stop(id);
    } catch (EngineException failed) {
      if (!Charge.isAnswer(failed)) {
        throw failed;
      }
      LOG.warn("update={} container={}: {}", names.updateId(), id, failed.getMessage());
    }
    return Optional.empty();
  }

  private void makeWay(String id, Plan plan, Names names)
      throws EngineException, InterruptedException {
    Optional<JsonNode> holder = engine.find(plan.target());
    if (holder.isEmpty()) {
      return;
    }
    String other = Fields.text(holder.get(), "Id");
    if (other.equals(id)) {
      return;
    }
    if (other.equals(plan.newId())) {
      charge.name(other, names.temporary());
    } else if (other.equals(plan.oldId())) {
      charge.name(other, names.backup());
    } else if (holder.get().path("Config").path("Labels").has(Names.UPDATE)) {
      charge.name(other, plan.target() + "-aside-" + other.substring(0, 12));
    }
  }
}
