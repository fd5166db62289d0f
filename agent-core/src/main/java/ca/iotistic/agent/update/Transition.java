package ca.iotistic.agent.update;

import static ca.iotistic.agent.update.Event.BOOTED;
import static ca.iotistic.agent.update.Event.DONE;
import static ca.iotistic.agent.update.Event.FAILED;
import static ca.iotistic.agent.update.Phase.ACTIVATING;
import static ca.iotistic.agent.update.Phase.COMMITTING;
import static ca.iotistic.agent.update.Phase.ENDED;
import static ca.iotistic.agent.update.Phase.PREPARED;
import static ca.iotistic.agent.update.Phase.PREPARING;
import static ca.iotistic.agent.update.Phase.RESOLVING;
import static ca.iotistic.agent.update.Phase.ROLLING_BACK;
import static ca.iotistic.agent.update.Phase.VERIFYING;

import java.util.List;

/**
 * The whole state machine; {@code docs/update-states.md} draws it.
 *
 * <p>VERIFYING and COMMITTING boot into ACTIVATING, because the new one has no boot policy before
 * the commit and so does not run after a boot. ROLLING_BACK has one row only: a failure or a boot
 * there is retried without a write and without a limit, since at a limit nobody would be in charge.
 */
record Transition(Phase from, Event on, Phase to) {
  static final List<Transition> TABLE =
      List.of(
          new Transition(RESOLVING, DONE, PREPARING),
          new Transition(RESOLVING, FAILED, ROLLING_BACK),
          new Transition(RESOLVING, BOOTED, RESOLVING),
          new Transition(PREPARING, DONE, PREPARED),
          new Transition(PREPARING, FAILED, ROLLING_BACK),
          new Transition(PREPARING, BOOTED, PREPARING),
          new Transition(PREPARED, DONE, ACTIVATING),
          new Transition(PREPARED, FAILED, ROLLING_BACK),
          new Transition(PREPARED, BOOTED, PREPARING),
          new Transition(ACTIVATING, DONE, VERIFYING),
          new Transition(ACTIVATING, FAILED, ROLLING_BACK),
          new Transition(ACTIVATING, BOOTED, ACTIVATING),
          new Transition(VERIFYING, DONE, COMMITTING),
          new Transition(VERIFYING, FAILED, ROLLING_BACK),
          new Transition(VERIFYING, BOOTED, ACTIVATING),
          new Transition(COMMITTING, DONE, ENDED),
          new Transition(COMMITTING, FAILED, ROLLING_BACK),
          new Transition(COMMITTING, BOOTED, ACTIVATING),
          new Transition(ROLLING_BACK, DONE, ENDED));

  static Phase next(Phase from, Event on) {
    return TABLE.stream()
        .filter(row -> row.from == from && row.on == on)
        .findFirst()
        .map(Transition::to)
        .orElseThrow(() -> new IllegalStateException("no transition from " + from + " on " + on));
  }
}
