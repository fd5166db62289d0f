package ca.iotistic.agent.campaign;

import ca.iotistic.agent.campaign.Container.Policy;
import ca.iotistic.agent.campaign.Container.Role;
import ca.iotistic.agent.campaign.Container.State;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.update.Outcome;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What must be true of the device once it has come to rest. */
final class Verdict {
  private final SimWorld world;
  private final List<Outcome> history;
  private final List<String> wrong = new ArrayList<>();

  private Verdict(SimWorld world, List<Outcome> history) {
    this.world = world;
    this.history = history;
  }

  /** Nothing is under way any more. */
  static boolean atRest(SimWorld world) {
    return !world.platform().off()
        && world.platform().answers()
        && !world.delivered().isEmpty()
        && world.helper().isEmpty()
        && world.runningAgent().isPresent()
        && !Files.exists(world.journal());
  }

  /** Empty if all is well. */
  static List<String> of(SimWorld world, List<Outcome> history) {
    Verdict verdict = new Verdict(world, history);
    verdict.device();
    verdict.told();
    if (history.size() == 1) {
      verdict.truth(history.get(0));
    }
    verdict.wrong.addAll(world.complaints());
    return verdict.wrong;
  }

  private void device() {
    List<Container> running =
        world.platform().containers().stream().filter(c -> c.agent() && c.running()).toList();
    if (running.size() != 1) {
      wrong.add("running: " + running);
    } else {
      Container agent = running.get(0);
      if (agent.policy != world.scenario().policy()) {
        wrong.add("the boot policy of " + agent);
      }
      if (!agent.name.equals(SimWorld.NAME)) {
        wrong.add("the name of " + agent);
      }
    }
    if (Files.exists(world.journal())) {
      wrong.add("the journal is left");
    }
    for (Container left : world.platform().containers()) {
      boolean backup =
          left.state == State.EXITED && left.policy == Policy.NO && left.name.contains("-backup-");
      boolean stays = left.spec.role() == Role.HOST || (left.agent() && (left.running() || backup));
      if (!stays) {
        wrong.add("left over: " + left);
      }
    }
  }

  private void told() {
    if (history.size() != 1) {
      wrong.add("history lines: " + history.size());
    }
    for (Outcome told : world.delivered()) {
      if (history.stream().noneMatch(line -> same(line, told))) {
        wrong.add("told " + told + " and wrote " + history);
      }
    }
    if (world.delivered().isEmpty()) {
      wrong.add("nothing was told");
    }
  }

  private static boolean same(Outcome line, Outcome told) {
    return line.id().equals(told.id())
        && line.succeeded() == told.succeeded()
        && line.rolledBack() == told.rolledBack()
        && reason(line).equals(reason(told));
  }

  private void truth(Outcome line) {
    if (world.hasLostJournal() && reason(line).equals(Optional.of(Reason.ALREADY_CURRENT))) {
      // Nobody remembered the update any more, so it began anew and found what is there.
      current();
      return;
    }
    boolean switched =
        world.runningAgent().filter(c -> c.spec.update().equals(Scenario.UPDATE)).isPresent();
    boolean claims = line.succeeded() && !line.dryRun();
    if (claims != switched) {
      wrong.add("a lie: " + line + " but there runs " + world.runningAgent());
    }
    if (!line.succeeded()
        && !line.rolledBack()
        && world.platform().containers().stream().anyMatch(c -> c.agent() && c.stops > 0)) {
      wrong.add("an agent was stopped, and nothing says so: " + line);
    }
    if (line.dryRun() != (world.scenario() == Scenario.DRY_RUN)) {
      wrong.add("dry run: " + line);
    }
    boolean bad = !world.scenario().reasons().isEmpty();
    if (bad && line.succeeded() && world.scenario().switches()) {
      wrong.add("a version that does not work was kept");
    }
  }

  private void current() {
    String target = world.scenario().target();
    if (world.runningAgent().filter(c -> c.spec.image().equals(target)).isEmpty()) {
      wrong.add("a lie: already current, but there runs " + world.runningAgent());
    }
  }

  /** How it ended, in a word. */
  static String ending(List<Outcome> history) {
    if (history.isEmpty()) {
      return "lost";
    }
    Outcome line = history.get(history.size() - 1);
    return reason(line)
        .map(reason -> reason.wire() + (line.rolledBack() ? " rolled back" : ""))
        .orElse("succeeded");
  }

  static Optional<Reason> reason(Outcome line) {
    return line.failure().map(failure -> failure.reason());
  }
}
