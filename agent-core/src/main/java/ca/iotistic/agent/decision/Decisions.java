package ca.iotistic.agent.decision;

import ca.iotistic.agent.command.CommandParser;
import ca.iotistic.agent.command.Delivery;
import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.io.Ballast;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.io.Time;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The door of the stage: messages in, decisions out, and a log that remembers which command was
 * handled. Thread-safe.
 */
public final class Decisions {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final SecureRandom random = new SecureRandom();
  private final CommandLog log;
  private final HighWater highWater;
  private final Time time;

  private Decisions(CommandLog log, HighWater highWater, Time time) {
    this.log = log;
    this.highWater = highWater;
    this.time = time;
  }

  /** A log that is broken or newer than this version is put aside, never a reason to fail. */
  public static Decisions open(StateDirectory state, Seam seam, Time time) throws IOException {
    String stamp = STAMP.format(time.now());
    return new Decisions(
        CommandLog.open(
            new AtomicFile(state.root().resolve("commands.json"), seam).sparing(new Ballast(state)),
            stamp),
        HighWater.open(new AtomicFile(state.root().resolve("high-water.json"), seam), stamp),
        time);
  }

  /**
   * Decides, and returns when the decision is durable: the message may be acknowledged then.
   *
   * @throws IOException if it could not be made durable; nothing has been decided then
   */
  public synchronized Decision decide(Delivery delivery, Facts facts) throws IOException {
    Instant now = time.now();
    DecisionPolicy.Ruling ruling =
        new DecisionPolicy(log.memory(), facts, now, newId())
            .rule(CommandParser.parse(delivery.payload()), delivery, hash(delivery.payload()));
    log.save(ruling.memory());
    return ruling.decision();
  }

  /** {@code update_command_received} is durable in the outbox. */
  public synchronized void announced(String updateId) throws IOException {
    log.save(
        log.memory().change(c -> c.open() && c.updateId().equals(updateId), Logged::announced));
  }

  /**
   * Its terminal status is durable in the outbox. Idempotent; unknown ids are ignored.
   *
   * @param outcome the type of that status
   */
  public synchronized void ended(String updateId, String outcome) throws IOException {
    Predicate<Logged> which = c -> c.open() && c.updateId().equals(updateId);
    Memory memory = log.memory();
    log.save(
        memory.commands().stream().anyMatch(which)
            ? memory.change(which, c -> c.ended(outcome))
            : memory.said(updateId));
  }

  /**
   * The commands that were accepted and have not ended, in order of arrival. After a restart all of
   * them are to be carried out again (one that the engine has in flight goes on there). Also what
   * tells which command is next when an update has ended.
   */
  public synchronized List<Decision.Accepted> pending() {
    return log.memory().commands().stream()
        .filter(Logged::open)
        .<Decision.Accepted>map(Logged::decision)
        .toList();
  }

  /** The id for the wire of what the engine calls {@code jobId}; that one itself if unknown. */
  public synchronized String updateId(String jobId) {
    return log.memory().commands().stream()
        .filter(c -> c.jobId().equals(jobId))
        .map(Logged::updateId)
        .findFirst()
        .orElse(jobId);
  }

  /** An id for an update that no command asked for, of the command line say. */
  public synchronized String newId() {
    String id;
    do {
      byte[] salt = new byte[2];
      random.nextBytes(salt);
      id = STAMP.format(time.now()) + "-" + HexFormat.of().formatHex(salt);
    } while (log.memory().knows(id));
    return id;
  }

  /**
   * The subscription has stood for half a minute, so whatever the broker had kept has arrived. From
   * now on this device is no longer one without memory.
   */
  public synchronized void listened() throws IOException {
    log.save(log.memory().remembering());
  }

  /** {@code version} is in charge. */
  public synchronized void inCharge(String version) throws IOException {
    highWater.raise(version);
  }

  /** The highest version that was ever in charge here. */
  public synchronized Optional<String> highWater() {
    return highWater.version();
  }

  private static String hash(byte[] payload) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(payload));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
