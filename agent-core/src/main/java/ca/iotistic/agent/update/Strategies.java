package ca.iotistic.agent.update;

import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The strategies of this process, and which one is used. */
public final class Strategies {
  private static final String AUTO = "auto";

  private final List<UpdaterProvider> providers;

  private Strategies(List<UpdaterProvider> providers) {
    this.providers = List.copyOf(providers);
  }

  /**
   * The given ones and those that {@link ServiceLoader} finds with {@code loader}; a class that is
   * in both counts once.
   *
   * @throws UpdateException if two have the same id
   */
  public static Strategies of(List<UpdaterProvider> explicit, ClassLoader loader)
      throws UpdateException {
    List<UpdaterProvider> all = new ArrayList<>(explicit);
    for (UpdaterProvider found : ServiceLoader.load(UpdaterProvider.class, loader)) {
      if (explicit.stream().noneMatch(known -> known.getClass().equals(found.getClass()))) {
        all.add(found);
      }
    }
    Map<String, UpdaterProvider> byId = new HashMap<>();
    for (UpdaterProvider provider : all) {
      UpdaterProvider twin = byId.put(provider.id(), provider);
      if (twin != null) {
        throw unsupported(
            "two update strategies have the id \"%s\": %s and %s; remove one of them"
                .formatted(
                    provider.id(), twin.getClass().getName(), provider.getClass().getName()));
      }
    }
    return new Strategies(all);
  }

  public List<UpdaterProvider> all() {
    return providers;
  }

  /**
   * The one that the setting {@code updater} names ({@code auto}, which is the default: the only
   * one that refuses nothing), or the one of {@code fallback} if it answers {@code
   * platform_denied}. One that is named is taken although it refuses something else: that is said
   * when it is asked for an update.
   *
   * @throws UpdateException that names the candidates, with what each refuses and its cure
   */
  public UpdaterProvider choose(Environment environment) throws UpdateException {
    String wanted = environment.setting("updater", AUTO);
    String fallback = environment.setting("fallback", "");
    if (!wanted.equals(AUTO)) {
      UpdaterProvider named = named(wanted);
      return denied(named, environment) && !fallback.isEmpty() ? named(fallback) : named;
    }
    List<UpdaterProvider> fit =
        providers.stream().filter(provider -> refusals(provider, environment).isEmpty()).toList();
    if (fit.size() == 1) {
      return fit.get(0);
    }
    if (fit.size() > 1) {
      throw unsupported(
          "several update strategies fit this device: %s; name one of them with the setting updater"
              .formatted(ids(fit)));
    }
    if (!fallback.isEmpty() && providers.stream().anyMatch(p -> denied(p, environment))) {
      return named(fallback);
    }
    throw unsupported(
        providers.isEmpty()
            ? "there is no update strategy; put one on the class path"
            : "no update strategy fits this device: " + explain(environment));
  }

  private UpdaterProvider named(String id) throws UpdateException {
    Optional<UpdaterProvider> found = providers.stream().filter(p -> p.id().equals(id)).findFirst();
    if (found.isEmpty()) {
      throw unsupported(
          "there is no update strategy \"%s\"; there are: %s".formatted(id, ids(providers)));
    }
    return found.get();
  }

  private String explain(Environment environment) {
    return providers.stream()
        .map(
            provider ->
                refusals(provider, environment).stream()
                    .map(Preflight::sentence)
                    .collect(Collectors.joining("; ", provider.id() + ": ", "")))
        .collect(Collectors.joining(" | "));
  }

  private static boolean denied(UpdaterProvider provider, Environment environment) {
    return refusals(provider, environment).stream()
        .anyMatch(check -> check.refusal().equals(Optional.of(Reason.PLATFORM_DENIED)));
  }

  private static List<Check> refusals(UpdaterProvider provider, Environment environment) {
    return Preflight.refusals(provider.check(environment));
  }

  private static String ids(List<UpdaterProvider> some) {
    return some.stream().map(UpdaterProvider::id).collect(Collectors.joining(", "));
  }

  private static UpdateException unsupported(String message) {
    return new UpdateException(Reason.UNSUPPORTED_TARGET, message);
  }
}
