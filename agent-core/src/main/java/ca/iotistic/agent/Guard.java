package ca.iotistic.agent;

import java.io.IOException;
import java.time.Duration;

/**
 * The application's say in whether the switch to another version may happen now.
 *
 * <p>Asked when everything is laid ready and the hour has come, on the worker thread of the agent.
 * It may take its time; an interrupt means that the update is not wanted any more. What it throws,
 * and a null, counts as {@link NotNow}. An update that is put off for longer than {@code
 * hooks.deadline} ends as {@code vetoed}. Not asked for a dry run.
 */
@FunctionalInterface
public interface Guard {
  Answer ask(Switch planned) throws IOException, InterruptedException;

  /**
   * What is about to happen.
   *
   * @param updateId as in statuses
   * @param currentVersion what is in charge
   * @param targetVersion what is to be
   */
  record Switch(String updateId, String currentVersion, String targetVersion) {}

  /** Whether it may. */
  sealed interface Answer {}

  /** Now. */
  record Go() implements Answer {}

  /**
   * Not now.
   *
   * @param reason for people
   * @param askAgainIn when to ask again; at least a second
   */
  record NotNow(String reason, Duration askAgainIn) implements Answer {
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    public NotNow {
      askAgainIn = askAgainIn.compareTo(SHORTEST) < 0 ? SHORTEST : askAgainIn;
    }
  }

  /**
   * Not at all: the update ends as {@code vetoed}.
   *
   * @param reason for people
   */
  record Never(String reason) implements Answer {}
}
