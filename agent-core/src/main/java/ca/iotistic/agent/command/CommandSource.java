package ca.iotistic.agent.command;

import java.io.IOException;

/** Where commands come from. Threads are the source's own, and it reconnects by itself. */
public interface CommandSource {
  /** Begins to deliver; returns at once. */
  void start(Sink sink);

  /** No more calls to the sink after it returns. Idempotent. */
  void stop();

  /** What a source tells the agent. Thread-safe and quick; never throws for bad content. */
  interface Sink {
    /**
     * Returns when the command is durable, or durably dropped: acknowledge it then.
     *
     * @throws IOException if it could not be made durable, or is not to be acknowledged yet: do not
     *     acknowledge, so that it is delivered again in the next session
     */
    void accept(Delivery delivery) throws IOException;

    /**
     * True once commands can really arrive (the broker has acknowledged the subscription), false
     * when that ends.
     */
    void listening(boolean now);

    /**
     * A message of ours came back through the broker: a proof of hearing where no command is
     * retained. Optional.
     */
    default void heard() {}
  }
}
