package ca.iotistic.agent.launcher;

import ca.iotistic.agent.io.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Follows a request in the files of the agent until it has ended. It only looks: whatever becomes
 * of this process, the update goes on.
 */
final class Follower {
  private static final Duration LOOK = Duration.ofMillis(250);

  /** How long nothing at all may be seen of it. */
  private static final Duration SILENCE = Duration.ofMinutes(2);

  /** How long an update may have ended without an agent that says so. */
  private static final Duration RETURN = Duration.ofMinutes(10);

  private final AgentFiles files;
  private final Request request;
  private final Time time;
  private final Story story;
  private Duration lastSign;
  private Duration lastMove;
  private boolean wasHandedOver;

  Follower(AgentFiles files, Request request, Time time, Console console) {
    this.files = files;
    this.request = request;
    this.time = time;
    this.story = new Story(request, console);
    this.lastSign = time.uptime();
    this.lastMove = lastSign;
  }

  /** Hears when the switcher has taken the update, so that this process is not needed for it. */
  interface HandOver {
    void happened();
  }

  /**
   * @param untilScheduled whether to be content once it is on the list of what is to come
   */
  Verdict follow(boolean untilScheduled, HandOver handOver)
      throws IOException, InterruptedException {
    try {
      while (true) {
        Sight sight = Sight.of(files, request);
        Optional<Verdict> end = sight.verdict().or(() -> scheduled(sight, untilScheduled));
        if (end.isPresent()) {
          return end.get();
        }
        tell(sight, handOver);
        Optional<Verdict> givenUp = silence(sight);
        if (givenUp.isPresent()) {
          return givenUp.get();
        }
        time.sleep(LOOK);
      }
    } finally {
      story.wipe();
    }
  }

  private Optional<Verdict> scheduled(Sight sight, boolean untilScheduled) {
    return untilScheduled && sight.scheduled(request.id())
        ? Optional.of(
            Verdict.good(
                "Scheduled for "
                    + Words.moment(sight.local().path("scheduled").path("scheduled_time"))
                    + "; `iotistic-agent cancel` drops it."))
        : Optional.empty();
  }

  private void tell(Sight sight, HandOver handOver) {
    story.look(sight);
    if (!sight.phase().isEmpty()
        && sight.handedOver()
        && !sight.phase().equals("PREPARED")
        && !wasHandedOver) {
      wasHandedOver = true;
      story.tell(
          "From here on the switcher is in charge. If this session ends, as it does inside the"
              + " container that is replaced, the update goes on; see `iotistic-agent history "
              + request.id()
              + "`.");
      handOver.happened();
    } else if (sight.phase().isEmpty() && sight.busyWithAnother(request.id())) {
      story.tell("Another update is in flight; this request waits for its end or takes its place");
    } else if ((sight.phase().isEmpty() || sight.phase().equals("PREPARED"))
        && sight.knows(request.id())
        && sight.local().path("waiting").isObject()) {
      story.tell("Waiting " + Words.waiting(sight.local().path("waiting")));
    }
  }

  private Optional<Verdict> silence(Sight sight) throws IOException {
    Duration now = time.uptime();
    boolean ended = sight.phase().equals("ENDED");
    lastMove = ended ? lastMove : now;
    lastSign = sight.busy() || sight.knows(request.id()) ? now : lastSign;
    if (now.minus(lastMove).compareTo(RETURN) > 0) {
      return Optional.of(
          Verdict.bad(
              Exit.NEEDS_PERSON,
              "The update has ended, but no agent has come back to say how.",
              List.of("Look at the logs of the agent and of the platform.")));
    }
    if (now.minus(lastSign).compareTo(SILENCE) <= 0) {
      return Optional.empty();
    }
    if (sight.lies()) {
      files.withdraw(request);
      return Optional.of(
          Verdict.bad(
              Exit.FAILED,
              "The agent does not take the request, so it is withdrawn.",
              List.of("Look at the log of the agent; maybe it hangs, or its disk is full.")));
    }
    return Optional.of(
        Verdict.bad(
            Exit.NEEDS_PERSON,
            "The agent has taken the request, but nothing is seen of it.",
            List.of("Look at the log of the agent, and at `iotistic-agent status`.")));
  }
}
