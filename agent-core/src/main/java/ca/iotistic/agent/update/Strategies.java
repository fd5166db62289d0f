package ca.iotistic.agent.update;

import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The strategies of this process, and which one is used. */
public final class Strategies {
  private static final Logger LOG = LoggerFactory.getLogger(Strategies.class);
  private static final String AUTO = "auto";

  /** More than anybody has. A class path that cannot be listed fails anew at every look. */
  private static final int MOST_BROKEN = 100;

  private final List<UpdaterProvider> providers;
  private final List<String> missing;

  private Strategies(List<UpdaterProvider> providers, List<String> missing) {
    this.providers = List.copyOf(providers);
    this.missing = List.copyOf(missing);
  }

  /**
   * The given ones and those that {@link ServiceLoader} finds with {@code loader}; a class that is
   * in both counts once. One that cannot be loaded is missing, and the others are there.
   *
   * @param missing what is known to be missing, a sentence each with what to do about it
   * @throws UpdateException if two have the same id
   */
  public static Strategies of(
      List<UpdaterProvider> explicit, List<String> missing, ClassLoader loader)
      throws UpdateException {
    List<String> lost = new ArrayList<>(missing);
    List<UpdaterProvider> all = new ArrayList<>(explicit);
    for (UpdaterProvider found : found(loader, lost)) {
      if (explicit.stream().noneMatch(known -> known.getClass().equals(found.getClass()))) {
        all.add(found);
      }
    }
    Map<String, UpdaterProvider> byId = new LinkedHashMap<>();
    for (UpdaterProvider provider : all) {
      String id = id(provider, lost);
      UpdaterProvider twin = id.isEmpty() ? null : byId.put(id, provider);
      if (twin != null) {
        throw new UpdateException(
            Reason.UNSUPPORTED_TARGET,
            "two update strategies have the id \"%s\": %s and %s; remove one of them"
                .formatted(id, twin.getClass().getName(), provider.getClass().getName()));
      }
    }
    return new Strategies(List.copyOf(byId.values()), lost);
  }

  private static List<UpdaterProvider> found(ClassLoader loader, List<String> missing) {
    List<UpdaterProvider> found = new ArrayList<>();
    Iterator<UpdaterProvider> all = ServiceLoader.load(UpdaterProvider.class, loader).iterator();
    boolean more = true;
    int broken = 0;
    while (more && broken < MOST_BROKEN) {
      // After an error it goes on with the next one.
      try {
        more = all.hasNext();
        if (more) {
          found.add(all.next());
        }
      } catch (ServiceConfigurationError | LinkageError wrong) {
        broken++;
        lost("an update strategy on the class path cannot be loaded: " + wrong, missing);
      }
    }
    return found;
  }

  /** Empty if it has none that can be used. */
  private static String id(UpdaterProvider provider, List<String> missing) throws UpdateException {
    try {
      return ContainedProvider.id(provider);
    } catch (UpdateException broken) {
      lost(String.valueOf(broken.getMessage()), missing);
      return "";
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new UpdateException(Reason.TIMED_OUT, "interrupted", stopped);
    }
  }

  private static void lost(String why, List<String> missing) {
    if (!missing.contains(why)) {
      LOG.warn("{}", why);
      missing.add(why);
    }
  }

  /** For an agent that has to run although none can be chosen: refuses all updates with why. */
  public static UpdaterProvider none(UpdateException why) {
    return new NoStrategy(why);
  }

  /** What could not be loaded, a sentence each. */
  public List<String> missing() {
    return missing;
  }

  public List<UpdaterProvider> all() {
    return providers;
  }

  /**
   * The one that the setting {@code updater} names, or the one of {@code fallback} if it answers
   * {@code platform_denied}, which the log then says. One that is named is taken although it
   * refuses something else: that is said when it is asked for an update. {@code auto}, which is the
   * default, is the only one that refuses nothing; if none does, the only one that comes nearest to
   * it, but never one that finds nothing of what it looks for. An agent on a full disk, in a
   * container that cannot be recreated, or beside an engine that does not answer yet, has to run:
   * it can at least say what is wrong.
   *
   * @throws UpdateException that names the candidates, with what each refuses and its cure
   */
  public UpdaterProvider choose(Environment environment) throws UpdateException {
    String wanted = environment.setting("updater", AUTO);
    String fallback = environment.setting("fallback", "");
    if (!wanted.equals(AUTO)) {
      UpdaterProvider named = named(wanted);
      Optional<Seen> denied =
          Optional.of(Seen.of(named, environment)).filter(s -> !fallback.isEmpty() && s.denied());
      return denied.isPresent() ? instead(fallback, denied.get()) : named;
    }
    // What is there for the worst case is no candidate for the usual one.
    List<Seen> all =
        providers.stream()
            .filter(each -> !each.id().equals(fallback))
            .map(each -> Seen.of(each, environment))
            .toList();
    Distance least =
        all.stream().map(Seen::distance).min(Comparator.naturalOrder()).orElse(Distance.ELSEWHERE);
    List<Seen> nearest = nearest(all, least);
    if (least == Distance.FITS && nearest.size() > 1) {
      throw unsupported(
          "several update strategies fit this device: %s; name one of them with the setting updater"
              .formatted(ids(nearest.stream().map(Seen::provider).toList())));
    }
    Optional<Seen> denied = all.stream().filter(Seen::denied).findFirst();
    if (least != Distance.FITS && !fallback.isEmpty() && denied.isPresent()) {
      return instead(fallback, denied.get());
    }
    if (nearest.size() != 1) {
      throw unsupported(
          providers.isEmpty()
              ? "there is no update strategy; put one on the class path"
              : "no update strategy fits this device: " + explain(all));
    }
    Seen chosen = nearest.get(0);
    if (least != Distance.FITS) {
      LOG.warn("update strategy {} refuses updates for now: {}", chosen.id(), chosen.words());
    }
    return chosen.provider();
  }

  private UpdaterProvider instead(String fallback, Seen denied) throws UpdateException {
    UpdaterProvider taken = named(fallback);
    LOG.warn(
        "update strategy {} is used instead of {}, which is denied its platform: {}",
        fallback,
        denied.id(),
        denied.words());
    return taken;
  }

  /** Of those that all refuse for good, the one that has found most of what it looks for. */
  private static List<Seen> nearest(List<Seen> all, Distance least) {
    List<Seen> same = all.stream().filter(each -> each.distance() == least).toList();
    if (least != Distance.ELSEWHERE) {
      return same;
    }
    int most = same.stream().mapToInt(Seen::met).max().orElse(0);
    return most == 0 ? List.of() : same.stream().filter(each -> each.met() == most).toList();
  }

  /** How far a strategy is from being the right one. */
  private enum Distance {
    FITS,
    /** Its platform is there, and something is missing. */
    NOT_NOW,
    /** Its platform may be there, and does not answer. */
    NO_ANSWER,
    ELSEWHERE
  }

  private record Seen(UpdaterProvider provider, int met, List<Check> refusals) {
    static Seen of(UpdaterProvider provider, Environment environment) {
      List<Check> checks = ContainedProvider.of(provider).check(environment);
      List<Check> refusals = Preflight.refusals(checks);
      return new Seen(provider, checks.size() - refusals.size(), refusals);
    }

    String id() {
      return provider.id();
    }

    boolean denied() {
      return refuses(Reason.PLATFORM_DENIED);
    }

    Distance distance() {
      if (refusals.isEmpty()) {
        return Distance.FITS;
      }
      // One that is broken is never the nearest.
      if (refuses(Reason.UNSUPPORTED_TARGET) || refuses(Reason.INTERNAL_ERROR)) {
        return Distance.ELSEWHERE;
      }
      return refuses(Reason.PLATFORM_UNAVAILABLE) || refuses(Reason.TIMED_OUT)
          ? Distance.NO_ANSWER
          : Distance.NOT_NOW;
    }

    private boolean refuses(Reason reason) {
      return refusals.stream().anyMatch(check -> check.refusal().equals(Optional.of(reason)));
    }

    String words() {
      return refusals.stream().map(Preflight::sentence).collect(Collectors.joining("; "));
    }
  }

  private UpdaterProvider named(String id) throws UpdateException {
    Optional<UpdaterProvider> found = providers.stream().filter(p -> p.id().equals(id)).findFirst();
    if (found.isEmpty()) {
      throw unsupported(
          "there is no update strategy \"%s\"; there are: %s".formatted(id, ids(providers)));
    }
    return found.get();
  }

  private static String explain(List<Seen> all) {
    return all.stream()
        .map(each -> each.id() + ": " + each.words())
        .collect(Collectors.joining(" | "));
  }

  private static String ids(List<UpdaterProvider> some) {
    return some.stream().map(UpdaterProvider::id).collect(Collectors.joining(", "));
  }

  private UpdateException unsupported(String message) {
    String lost = missing.isEmpty() ? "" : "; and what is missing: " + String.join("; ", missing);
    return new UpdateException(Reason.UNSUPPORTED_TARGET, message + lost);
  }
}
