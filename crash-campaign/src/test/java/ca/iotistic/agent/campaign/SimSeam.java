package ca.iotistic.agent.campaign;

import ca.iotistic.agent.campaign.Event.Moment;
import ca.iotistic.agent.io.Seam;

/** Where the durable writes of a process become events. */
final class SimSeam implements Seam {
  private final SimProcess process;

  SimSeam(SimProcess process) {
    this.process = process;
  }

  @Override
  public void before(String act) {
    process.world().events().happen(process, act, Moment.BEFORE);
  }

  @Override
  public void after(String act) {
    process.world().events().happen(process, act, Moment.AFTER);
  }
}
