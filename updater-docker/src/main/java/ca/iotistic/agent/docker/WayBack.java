package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Somebody is in charge again, the old one if that is possible at all. */
final class WayBack {
  private static final Logger LOG = LoggerFactory.getLogger(WayBack.class);

  private final Engine engine;
  private final Charge charge;
  private final Rungs rungs;
  private final Discarding discarding;

  WayBack(Engine engine, Charge charge, Rungs rungs, Discarding discarding) {
    this.engine = engine;
    this.charge = charge;
    this.rungs = rungs;
    this.discarding = discarding;
  }

  void rollBack(Update update) throws EngineException, UpdateException, InterruptedException {
    if (update.prepared().equals(Prepared.NOT_YET)) {
      discard(update, "");
      return;
    }
    Plan plan = Plan.of(update);
    park(plan);
    for (Rung rung : Rung.values()) {
      Optional<String> inCharge = rungs.climb(rung, update, plan);
      if (inCharge.isPresent()) {
        settle(rung, update, plan, inCharge.get());
        return;
      }
    }
    throw new UpdateException(
        Reason.START_FAILED,
        "nobody could be put in charge of "
            + plan.target()
            + ": neither the old container nor any backup starts; it is tried again");
  }

  /** What failed is out of the way and does not come back by itself; it is not removed yet. */
  private void park(Plan plan) throws EngineException, InterruptedException {
    if (engine.find(plan.newId()).isEmpty()) {
      return;
    }
    try {
      charge.policy(plan.newId(), RestartPolicy.parked());
      engine.stop(plan.newId());
    } catch (EngineException failed) {
      if (!Charge.isAnswer(failed)) {
        throw failed;
      }
      // If it stays in the way, the old one does not start, and this is tried again.
      LOG.warn("update: the failed one does not stop: {}", failed.getMessage());
    }
  }

  private void settle(Rung rung, Update update, Plan plan, String inCharge)
      throws EngineException, UpdateException, InterruptedException {
    LOG.info("update={} rung={} container={} is in charge", update.id(), rung.label(), inCharge);
    switch (rung) {
      case OLD -> discard(update, inCharge);
      case RESTORED -> {
        // Its twin runs, with the same volumes.
        engine.remove(plan.oldId());
        discard(update, inCharge);
      }
      // A person will want to see what was prepared, and why nothing of it runs.
      case OLDER, NEW, RESCUE ->
          LOG.error(
              "update={} container={} is in charge only because the old one does not start;"
                  + " somebody has to look at it",
              update.id(),
              inCharge);
    }
  }

  private void discard(Update update, String inCharge)
      throws EngineException, UpdateException, InterruptedException {
    discarding.containers(update, inCharge);
    discarding.backup(update);
    discarding.image(update);
  }
}
