package ca.iotistic.agent.campaign;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A container as the platform knows it; survives crashes and power cuts. */
final class Container {
  /** What runs in it. */
  enum Role {
    AGENT,
    HELPER,
    /** An agent that looks after another target and is not replaced itself. */
    HOST
  }

  /** Who starts it again. */
  enum Policy {
    NO,
    UNLESS_STOPPED,
    ALWAYS
  }

  /** As an inspect shows it. */
  enum State {
    CREATED,
    RUNNING,
    RESTARTING,
    EXITED
  }

  /**
   * What it was made from; never changes.
   *
   * @param update the label: of which update it is, empty for the one installed by hand
   * @param command only the helper has one
   */
  record Spec(Role role, String image, String update, List<String> command) {}

  final String id;
  final Spec spec;
  String name;
  Policy policy;
  State state = State.CREATED;

  /** Asked to stop by a call: its supervisor leaves it alone until the next boot. */
  boolean stoppedByHand;

  /** Asked to stop by a restart, which starts it again. */
  boolean restartedByHand;

  long startedAt = -1;
  long finishedAt = -1;
  int starts;
  int stops;
  int quickDeaths;
  @Nullable SimProcess process;

  Container(String id, String name, Spec spec, Policy policy) {
    this.id = id;
    this.name = name;
    this.spec = spec;
    this.policy = policy;
  }

  boolean agent() {
    return spec.role() == Role.AGENT;
  }

  boolean running() {
    return state == State.RUNNING;
  }

  boolean alive() {
    return state == State.RUNNING || state == State.RESTARTING;
  }

  /** As events name it. */
  String label() {
    return switch (spec.role()) {
      case HELPER -> "helper";
      case HOST -> "host";
      case AGENT -> spec.update().equals(Scenario.UPDATE) ? "new" : "old";
    };
  }

  /** Whether it would come up by itself if the power were cut now. */
  boolean boots() {
    return switch (policy) {
      case NO -> false;
      case UNLESS_STOPPED -> state != State.CREATED && !stoppedByHand;
      case ALWAYS -> state != State.CREATED;
    };
  }

  @Override
  public String toString() {
    return name + "(" + id + " " + spec.image() + " " + state + " " + policy + ")";
  }
}
