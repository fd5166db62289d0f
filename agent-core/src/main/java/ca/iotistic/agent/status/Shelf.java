package ca.iotistic.agent.status;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the outbox holds, in order: what waits, and what was acknowledged and is kept. */
final class Shelf {
  /** So that a repeat of a command can be answered with the outcome that it had. */
  private static final int OUTCOMES_KEPT = 64;

  /** Apart from the others: a flood of bad messages must not push out an outcome. */
  private static final int REJECTIONS_KEPT = 32;

  /** Progress first, then what else is no last word, then answers to what was never accepted. */
  private static final Comparator<Entry> DISPENSABLE =
      Comparator.comparing(Entry::outcome)
          .thenComparing(Entry::rejected)
          .thenComparing(entry -> !entry.progress())
          .thenComparing(Entry::sequence);

  private final TreeMap<Long, Entry> waiting = new TreeMap<>();
  private final TreeMap<Long, Entry> kept = new TreeMap<>();

  void wait(Entry entry) {
    waiting.put(entry.sequence(), entry);
  }

  void keep(Entry entry) {
    waiting.remove(entry.sequence());
    kept.put(entry.sequence(), entry);
  }

  void remove(Entry entry) {
    waiting.remove(entry.sequence());
    kept.remove(entry.sequence());
  }

  Optional<Entry> first() {
    return Optional.ofNullable(waiting.firstEntry()).map(java.util.Map.Entry::getValue);
  }

  int waiting() {
    return waiting.size();
  }

  boolean waits(Entry entry) {
    return waiting.containsKey(entry.sequence());
  }

  long highest() {
    return all().mapToLong(Entry::sequence).max().orElse(0);
  }

  /** The last word about an update; of a command with the same id that was refused only if none. */
  Optional<Entry> terminal(String updateId) {
    return all()
        .filter(entry -> entry.terminal() && entry.updateId().equals(updateId))
        .min(Comparator.comparing(Entry::rejected).thenComparing(Entry::sequence));
  }

  Optional<Entry> last(Predicate<Entry> which) {
    return all().filter(which).max(Comparator.comparing(Entry::sequence));
  }

  /** What is kept in vain: too old, or not the last word where there is one. */
  List<Entry> spent() {
    List<Entry> spent = new ArrayList<>();
    spent.addAll(oldest(Entry::outcome, OUTCOMES_KEPT));
    spent.addAll(oldest(Entry::rejected, REJECTIONS_KEPT));
    kept.values().stream().filter(entry -> !entry.terminal() && settled(entry)).forEach(spent::add);
    return spent;
  }

  /** Something newer says the same, or the last word has been said. */
  private boolean settled(Entry entry) {
    return all()
        .anyMatch(
            other ->
                other.updateId().equals(entry.updateId())
                    && (other.outcome()
                        || (other.type().equals(entry.type())
                            && other.sequence() > entry.sequence())));
  }

  /** Progress that newer progress of the same phase makes pointless. */
  List<Entry> outdatedBy(Entry newer) {
    return waiting.values().stream()
        .filter(Entry::progress)
        .filter(e -> newer.progress() && e.updateId().equals(newer.updateId()))
        .filter(e -> e.phase().equals(newer.phase()))
        .toList();
  }

  /** What has to go so that no more than {@code limit} bytes wait, as far as anything may go. */
  List<Entry> over(int limit) {
    int size = waiting.values().stream().mapToInt(Entry::size).sum();
    List<Entry> victims = new ArrayList<>();
    for (Entry entry : waiting.values().stream().sorted(DISPENSABLE).toList()) {
      if (size <= limit || entry.outcome()) {
        break;
      }
      victims.add(entry);
      size -= entry.size();
    }
    return victims;
  }

  private List<Entry> oldest(Predicate<Entry> which, int limit) {
    List<Entry> all = kept.values().stream().filter(which).toList();
    return all.subList(0, Math.max(0, all.size() - limit));
  }

  /** Two last words about one update: all but the first. Only a failing disk leaves such. */
  List<Entry> doubled() {
    return all()
        .filter(entry -> entry.outcome() && !terminal(entry.updateId()).equals(Optional.of(entry)))
        .toList();
  }

  private Stream<Entry> all() {
    return Stream.concat(kept.values().stream(), waiting.values().stream());
  }
}
