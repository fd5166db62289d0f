package ca.iotistic.agent.campaign;

import ca.iotistic.agent.campaign.Container.Policy;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import java.util.Optional;

/** The way back, whatever is observed. */
final class SimRollBack {
  private final SimWorld world;
  private final Settler settler;

  SimRollBack(SimWorld world, Settler settler) {
    this.world = world;
    this.settler = settler;
  }

  void run(Update update, Optional<Container> replacement, Optional<Container> old)
      throws UpdateException, InterruptedException {
    if (replacement.isPresent()) {
      park(update, replacement.get());
    }
    if (old.isPresent()) {
      putBack(old.get());
    }
    if (replacement.isPresent() && !world.breaks(BrokenStrategy.PARKED_ONE_IS_NOT_REMOVED)) {
      settler.settle(
          "remove new",
          platform -> platform.byId(replacement.get().id).isEmpty(),
          platform -> platform.remove(replacement.get()));
    }
  }

  /** Its boot policy goes first, so that two never come up. */
  private void park(Update update, Container replacement)
      throws UpdateException, InterruptedException {
    if (!world.breaks(BrokenStrategy.ROLLED_BACK_ONE_KEEPS_ITS_POLICY)) {
      settler.policy("new", replacement, Policy.NO);
    }
    settler.stop("new", replacement);
    if (replacement.name.equals(SimWorld.NAME)) {
      settler.rename("new", replacement, SimWorld.NAME + "-failed-" + update.id());
    }
  }

  private void putBack(Container old) throws UpdateException, InterruptedException {
    if (old.policy == Policy.NO && !world.breaks(BrokenStrategy.STOP_IS_NOT_FINISHED)) {
      // Parked, so a stop may have been asked for whose answer was lost: it is finished first.
      settler.stop("old", old);
    }
    settler.rename("old", old, SimWorld.NAME);
    if (!world.breaks(BrokenStrategy.POLICY_IS_NOT_GIVEN_BACK)) {
      settler.policy("old", old, world.scenario().policy());
    }
    if (world.breaks(BrokenStrategy.OLD_IS_NOT_SEEN_RUNNING)) {
      return;
    }
    settler.start("old", old);
    boolean running = settler.ask(platform -> old.running());
    if (!running) {
      throw new UpdateException(Reason.START_FAILED, "the old container does not run");
    }
  }
}
