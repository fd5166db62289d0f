package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The switch, and what makes it last. Both by ids only: names may be anything by now. */
final class Activation {
  private final Engine engine;
  private final Charge charge;
  private final Marks marks;
  private final Disk disk;

  Activation(Engine engine, Charge charge, Marks marks, Disk disk) {
    this.engine = engine;
    this.charge = charge;
    this.marks = marks;
    this.disk = disk;
  }

  void activate(Update update) throws EngineException, UpdateException, InterruptedException {
    Plan plan = Plan.of(update);
    Names names = Names.of(plan.target(), update);
    if (engine.find(plan.newId()).isEmpty()) {
      throw new UpdateException(
          Reason.STATE_LOST,
          "the prepared container "
              + names.temporary()
              + " was removed by somebody; update once more");
    }
    retire(update, plan, names);
    charge.name(plan.newId(), plan.target());
    Optional<String> refused = charge.start(plan.newId());
    if (refused.isPresent()) {
      throw new UpdateException(
          Reason.START_FAILED,
          "container " + plan.target() + " from " + plan.reference() + ": " + refused.get());
    }
  }

  private void retire(Update update, Plan plan, Names names)
      throws EngineException, UpdateException, InterruptedException {
    Optional<JsonNode> old = engine.find(plan.oldId());
    if (old.isEmpty()) {
      return;
    }
    if (Fields.is(old.get(), "State", "Running")) {
      marks.stopping(update, old.get());
    }
    try {
      // Parked before it is stopped: it must not come back by itself beside the new one.
      charge.policy(plan.oldId(), RestartPolicy.parked());
      engine.stop(plan.oldId());
    } catch (EngineException failed) {
      throw failed.toUpdate(Reason.STOP_FAILED, "stopping container " + plan.target());
    }
    charge.name(plan.oldId(), names.backup());
  }

  /** The boot policy to the new one; from here on the engine brings it back by itself. */
  Duration commit(Update update) throws EngineException, UpdateException, InterruptedException {
    Plan plan = Plan.of(update);
    disk.sync();
    charge.policy(plan.newId(), plan.policy());
    charge.name(plan.oldId(), Names.of(plan.target(), update).backup());
    charge.name(plan.newId(), plan.target());
    return gap(engine.find(plan.oldId()), engine.inspect(plan.newId()));
  }

  private static Duration gap(Optional<JsonNode> old, JsonNode fresh) {
    try {
      Instant up = Instant.parse(Fields.text(fresh, "State", "StartedAt"));
      Instant down =
          old.map(container -> Instant.parse(Fields.text(container, "State", "FinishedAt")))
              .orElse(up);
      return down.isBefore(up) ? Duration.between(down, up) : Duration.ZERO;
    } catch (DateTimeException unreadable) {
      return Duration.ZERO;
    }
  }
}
