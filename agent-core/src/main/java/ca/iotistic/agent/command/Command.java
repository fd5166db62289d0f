package ca.iotistic.agent.command;

import ca.iotistic.agent.spi.Request;
import java.time.Instant;
import java.util.Optional;

/** A valid command. */
public sealed interface Command {
  /** The {@code id} that the sender gave it. */
  Optional<String> id();

  /** Epoch milliseconds, part of the identity only. */
  Optional<Long> timestamp();

  /** Never start it after this. */
  Optional<Instant> expires();

  /** Install a version, now or at a time. */
  record Update(
      Optional<String> id,
      Optional<Long> timestamp,
      Optional<Instant> expires,
      Request request,
      boolean force,
      Optional<Instant> scheduledTime)
      implements Command {}

  /** Back to the newest backup. */
  record Rollback(Optional<String> id, Optional<Long> timestamp, Optional<Instant> expires)
      implements Command {}

  /** Drop what is scheduled, waits or has not been handed over. */
  record Cancel(Optional<String> id, Optional<Long> timestamp, Optional<Instant> expires)
      implements Command {}

  /** Publish the state. */
  record Report(Optional<String> id, Optional<Long> timestamp, Optional<Instant> expires)
      implements Command {}
}
