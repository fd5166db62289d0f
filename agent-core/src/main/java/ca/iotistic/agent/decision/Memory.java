package ca.iotistic.agent.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * All that is known of earlier messages, oldest first. Bounded, and the two lists apart from each
 * other: a flood of bad messages must not push out the command that the broker keeps.
 *
 * @param device whether this device remembers: false on one that is new, re-flashed, or has lost
 *     its log, until it has handled a command or knows that the broker keeps none
 */
record Memory(boolean device, List<Logged> commands, List<Turned> turned) {
  private static final int COMMANDS = 200;

  /** Of these, which come again at every connect, so many stay whatever else comes. */
  private static final int RETAINED = 16;

  private static final int TURNED = 32;

  static final Memory NONE = new Memory(false, List.of(), List.of());

  Memory {
    commands = List.copyOf(commands);
    turned = List.copyOf(turned);
  }

  /** The latest with this identity. */
  Optional<Logged> command(String identity) {
    return last(commands.stream().filter(c -> c.identity().equals(identity)));
  }

  Optional<Logged> lastCommand() {
    return last(commands.stream());
  }

  Optional<Turned> turned(String hash) {
    return last(turned.stream().filter(t -> t.hash().equals(hash)));
  }

  /** Whether a command that was accepted goes by it. */
  boolean accepted(String updateId) {
    return commands.stream().anyMatch(c -> c.updateId().equals(updateId))
        || commands.stream().anyMatch(c -> c.jobId().equals(updateId));
  }

  boolean knows(String updateId) {
    return accepted(updateId) || turned.stream().anyMatch(t -> t.updateId().equals(updateId));
  }

  Memory remembering() {
    return device ? this : new Memory(true, commands, turned);
  }

  Memory plus(Logged command) {
    List<Logged> all = new ArrayList<>(commands);
    all.add(command);
    trim(all, c -> !c.open() && !c.retained(), COMMANDS);
    trim(all, c -> !c.open(), COMMANDS + RETAINED);
    return new Memory(true, all, turned);
  }

  Memory plus(Turned message) {
    List<Turned> all = new ArrayList<>(turned);
    all.removeIf(t -> t.hash().equals(message.hash()));
    all.add(message);
    return new Memory(device, commands, all.subList(Math.max(0, all.size() - TURNED), all.size()));
  }

  /** The same instance if nothing is changed by it. */
  Memory change(Predicate<Logged> which, UnaryOperator<Logged> change) {
    List<Logged> all = commands.stream().map(c -> which.test(c) ? change.apply(c) : c).toList();
    return all.equals(commands) ? this : new Memory(device, all, turned);
  }

  Memory said(String updateId) {
    List<Turned> all =
        turned.stream().map(t -> t.updateId().equals(updateId) ? t.nowSaid() : t).toList();
    return all.equals(turned) ? this : new Memory(device, commands, all);
  }

  private static void trim(List<Logged> all, Predicate<Logged> which, int limit) {
    for (int i = 0; i < all.size() && all.size() > limit; ) {
      if (which.test(all.get(i))) {
        all.remove(i);
      } else {
        i++;
      }
    }
  }

  private static <T> Optional<T> last(Stream<T> all) {
    return all.reduce((first, second) -> second);
  }
}
