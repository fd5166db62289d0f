package ca.iotistic.agent.update;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Remembers what it was told. */
final class Ear implements UpdateListener {
  final List<String> heard = new ArrayList<>();
  final List<Outcome> outcomes = new ArrayList<>();
  int deaf;
  boolean broken;

  @Override
  public void started(String id, String from, String to, String updater) {
    miss();
    heard.add("started " + from + " -> " + to + " by " + updater);
  }

  @Override
  public void phase(String id, Phase phase) {
    miss();
    heard.add(phase.name());
  }

  @Override
  public void progress(String id, Phase phase, long done, long total) {
    miss();
    heard.add("progress " + phase + " " + done + "/" + total);
  }

  @Override
  public void ended(Outcome outcome) throws IOException {
    if (deaf > 0) {
      deaf--;
      throw new IOException("the outbox is full");
    }
    outcomes.add(outcome);
  }

  private void miss() {
    if (broken) {
      throw new NoClassDefFoundError("com/example/Missing");
    }
  }

  Outcome outcome() {
    if (outcomes.size() != 1) {
      throw new AssertionError("there is not one outcome but " + outcomes);
    }
    return outcomes.get(0);
  }
}
