package ca.iotistic.agent.update;

import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A strategy's provider as the core calls it: it throws nothing, and comes back in time. One that
 * does neither refuses updates, in words that name it.
 */
public final class ContainedProvider {
  /** What is to take seconds, and what is to take some ten seconds, at most. */
  private static final Duration CHECK = Duration.ofSeconds(30);

  private static final Duration ADVICE = Duration.ofSeconds(60);
  private static final String CURE = "mend or remove that strategy, and start the agent again";

  private static final Set<String> RESERVED = Set.of("auto", "none");

  private final UpdaterProvider provider;
  private final Duration check;
  private final Duration advice;

  ContainedProvider(UpdaterProvider provider, Duration check, Duration advice) {
    this.provider = provider;
    this.check = check;
    this.advice = advice;
  }

  public static ContainedProvider of(UpdaterProvider provider) {
    return new ContainedProvider(provider, CHECK, ADVICE);
  }

  /**
   * The name of a strategy: lower-case letters, digits and {@code -}, at most 64.
   *
   * @throws UpdateException if it has none that could stand on the wire
   */
  public static String id(UpdaterProvider provider) throws UpdateException, InterruptedException {
    String what = "the id of the update strategy " + provider.getClass().getName();
    String id = Foreign.within(what, CHECK, provider::id);
    if (!id.matches("[a-z0-9][a-z0-9-]{0,63}") || RESERVED.contains(id)) {
      throw new UpdateException(
          Reason.INTERNAL_ERROR,
          what
              + " is \""
              + id
              + "\": give it at most 64 lower-case letters, digits and -, and not auto or none");
    }
    return id;
  }

  /** What it looked at; a refusal with {@code internal_error} if it could not. */
  public List<Check> check(Environment environment) {
    return looked("check", check, () -> provider.check(environment));
  }

  /** The same, and what only a person wants to know. */
  public List<Check> all(Environment environment) {
    List<Check> all = new ArrayList<>(check(environment));
    all.addAll(looked("advice", advice, () -> provider.advice(environment)));
    return all;
  }

  /**
   * Makes the updater.
   *
   * @throws UpdateException if the provider cannot, which may pass
   */
  Updater make(Environment environment) throws UpdateException, InterruptedException {
    return new ContainedUpdater(
        provider.id(), Foreign.within(what("create"), check, () -> provider.create(environment)));
  }

  /** The same; one that cannot be made is one that answers everything with why. */
  public Updater create(Environment environment) {
    try {
      return make(environment);
    } catch (UpdateException why) {
      return new NoUpdater(why);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return new NoUpdater(
          new UpdateException(Reason.TIMED_OUT, what("create") + " was interrupted", stopped));
    }
  }

  private List<Check> looked(String verb, Duration limit, Foreign.Work<List<Check>> look) {
    try {
      return Foreign.within(what(verb), limit, () -> List.copyOf(look.run()));
    } catch (UpdateException broken) {
      return List.of(Check.refused(broken.reason(), String.valueOf(broken.getMessage()), CURE));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return List.of(Check.refused(Reason.TIMED_OUT, what(verb) + " was interrupted", "ask again"));
    }
  }

  private String what(String verb) {
    return verb + " of the update strategy " + provider.id();
  }
}
