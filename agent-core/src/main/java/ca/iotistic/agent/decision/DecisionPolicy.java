package ca.iotistic.agent.decision;

import ca.iotistic.agent.command.Command;
import ca.iotistic.agent.command.Delivery;
import ca.iotistic.agent.command.Parsed;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rules: handled once, and the newest wins. Without side effects; what is to be remembered
 * comes back with the decision.
 *
 * @param newId an id that was never used
 */
record DecisionPolicy(Memory memory, Facts facts, Instant now, String newId) {

  /** A decision, and the memory that makes it durable. */
  record Ruling(Decision decision, Memory memory) {}

  Ruling rule(Parsed parsed, Delivery delivery, String hash) {
    if (parsed instanceof Parsed.Refused refused) {
      boolean named = refused.id().isPresent();
      return refuse(
          new Bad(hash, refused.id(), refused.reason(), refused.error(), named), delivery);
    }
    if (parsed instanceof Parsed.Accepted accepted) {
      return accept(accepted, delivery, hash);
    }
    return unchanged(new Decision.Ignore("a retained message was cleared"));
  }

  private Ruling accept(Parsed.Accepted accepted, Delivery delivery, String hash) {
    Command command = accepted.command();
    if (command instanceof Command.Report) {
      return unchanged(new Decision.Report());
    }
    String identity = command.id().map(id -> "id:" + id).orElse("content:" + accepted.content());
    Optional<Logged> prior = memory.command(identity).filter(p -> repeats(p, command, delivery));
    if (prior.isPresent()) {
      return repeat(prior.get(), delivery);
    }
    if (facts.clockTrusted() && command.expires().filter(now::isAfter).isPresent()) {
      String error =
          "The command has expired: \"expires\" is "
              + command.expires().get()
              + ", and it is "
              + now
              + " on this device.";
      boolean named = named(command);
      return refuse(new Bad(hash, command.id(), Reason.EXPIRED, error, named), delivery);
    }
    String updateId = command.id().filter(id -> !memory.accepted(id)).orElse(newId);
    Logged logged =
        Logged.of(identity, accepted.content(), new Logged.Ids(updateId, newId), command);
    return carry(delivery.retained() ? logged.kept() : logged, command, delivery);
  }

  /** Without a name of its own, a live message is meant anew each time, but for redeliveries. */
  private boolean repeats(Logged prior, Command command, Delivery delivery) {
    return named(command)
        || delivery.retained()
        || prior.open()
        || (delivery.resumed() && memory.lastCommand().equals(Optional.of(prior)));
  }

  private static boolean named(Command command) {
    return command.id().isPresent() || command.timestamp().isPresent();
  }

  private Ruling repeat(Logged prior, Delivery delivery) {
    boolean answer = !delivery.retained() && !prior.open();
    Memory after =
        delivery.retained() && !prior.retained()
            ? memory.change(c -> c.updateId().equals(prior.updateId()), Logged::kept)
            : memory;
    return new Ruling(new Decision.Repeat(prior.updateId(), prior.outcome(), answer), after);
  }

  private Ruling carry(Logged logged, Command command, Delivery delivery) {
    if (delivery.retained() && !memory.device() && stale(command)) {
      return skip(logged, Reason.STALE);
    }
    List<Decision.Target> targets = targets();
    boolean cancel = command instanceof Command.Cancel;
    if (cancel && targets.isEmpty()) {
      boolean late = facts.inFlight().filter(Facts.InFlight::handedOver).isPresent();
      return skip(logged, late ? Reason.TOO_LATE : Reason.NOTHING_TO_CANCEL);
    }
    Reason reason = cancel ? Reason.CANCELLED : Reason.SUPERSEDED;
    Set<String> going = targets.stream().map(Decision.Target::jobId).collect(Collectors.toSet());
    Logged entry = logged.about(targets);
    return new Ruling(
        entry.decision(),
        memory.change(c -> going.contains(c.jobId()), c -> c.dropped(reason)).plus(entry));
  }

  private Ruling skip(Logged logged, Reason reason) {
    Logged skipped = logged.skipped(reason);
    return new Ruling(skipped.decision(), memory.plus(skipped));
  }

  /**
   * On a device without memory, what the broker has kept may be years old, and was handled maybe. A
   * roll-back always leads below.
   */
  private boolean stale(Command command) {
    if (!(command instanceof Command.Update update)) {
      return command instanceof Command.Rollback;
    }
    Optional<Version> wanted = Version.parse(update.request().version());
    Optional<Version> installed = Version.parse(facts.version());
    return !update.force()
        && wanted.isPresent()
        && installed.isPresent()
        && wanted.get().below(installed.get());
  }

  /** All that is on its way and not in a switcher's hands. */
  private List<Decision.Target> targets() {
    Optional<String> late =
        facts.inFlight().filter(Facts.InFlight::handedOver).map(Facts.InFlight::jobId);
    List<Decision.Target> targets =
        new ArrayList<>(
            memory.commands().stream()
                .filter(c -> c.removable() && !late.equals(Optional.of(c.jobId())))
                .map(Logged::target)
                .toList());
    // One that no command of ours has begun: by hand, at the command line.
    facts
        .inFlight()
        .filter(f -> !f.handedOver())
        .filter(f -> memory.commands().stream().noneMatch(c -> c.jobId().equals(f.jobId())))
        .ifPresent(f -> targets.add(new Decision.Target(f.jobId(), f.jobId())));
    return targets;
  }

  /** A message that cannot be accepted; {@code named} if a copy of it is no new message. */
  private record Bad(
      String hash, Optional<String> id, Reason reason, String error, boolean named) {}

  private Ruling refuse(Bad bad, Delivery delivery) {
    Optional<Turned> prior = memory.turned(bad.hash());
    if (prior.isPresent() && !prior.get().said()) {
      return unchanged(new Decision.Reject(prior.get().updateId(), bad.reason(), bad.error()));
    }
    if (prior.isPresent() && (delivery.retained() || delivery.resumed() || bad.named())) {
      return unchanged(
          new Decision.Repeat(
              prior.get().updateId(), Optional.of("update_rejected"), !delivery.retained()));
    }
    // Never the id of a command that was accepted: it would read as that one's end.
    String updateId = bad.id().filter(id -> !memory.knows(id)).orElse(newId);
    return new Ruling(
        new Decision.Reject(updateId, bad.reason(), bad.error()),
        memory.plus(Turned.of(bad.hash(), updateId)));
  }

  private Ruling unchanged(Decision decision) {
    return new Ruling(decision, memory);
  }
}
