package ca.iotistic.agent.campaign;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Looks for a broken rule with the runs of the campaign, in an order that sees much early. */
final class Hunt {
  private static final int RANDOM = 1500;

  private Hunt() {}

  /**
   * Called by reflection, since it may come from another class loader: knows only the types of the
   * platform.
   *
   * @param strategy name of a {@link BrokenStrategy}
   * @return how many runs it took, and what was seen, empty if nothing was
   */
  static String[] hunt(String strategy, int limit) throws Exception {
    Plan plan = Plan.learn(BrokenStrategy.valueOf(strategy));
    List<SimWorld.Setup> struck = new ArrayList<>();
    struck.addAll(plan.singles());
    struck.addAll(plan.loops());
    struck.addAll(plan.random(RANDOM));
    Collections.shuffle(struck, new Random(1));
    List<SimWorld.Setup> all = new ArrayList<>(plan.calm());
    all.addAll(struck.subList(0, Math.min(limit, struck.size())));
    return Campaign.firstFailure(all);
  }
}
