package ca.iotistic.agent.spi;

import java.util.Locale;

/** Why an update did not happen: the reasons of the wire, closed. */
public enum Reason {
  // The command cannot be accepted.
  PAYLOAD_TOO_LARGE(Kind.REJECTED, Actor.REQUEST),
  INVALID_ENCODING(Kind.REJECTED, Actor.REQUEST),
  INVALID_JSON(Kind.REJECTED, Actor.REQUEST),
  DUPLICATE_KEY(Kind.REJECTED, Actor.REQUEST),
  LIMITS_EXCEEDED(Kind.REJECTED, Actor.REQUEST),
  MISSING_FIELD(Kind.REJECTED, Actor.REQUEST),
  INVALID_FIELD(Kind.REJECTED, Actor.REQUEST),
  UNKNOWN_ACTION(Kind.REJECTED, Actor.REQUEST),
  INVALID_VERSION(Kind.REJECTED, Actor.REQUEST),
  INVALID_SCHEDULED_TIME(Kind.REJECTED, Actor.REQUEST),
  // The command is fine and there is nothing to do.
  ALREADY_CURRENT(Kind.SKIPPED, Actor.REQUEST),
  STALE(Kind.SKIPPED, Actor.REQUEST),
  KNOWN_BAD(Kind.SKIPPED, Actor.ARTIFACT),
  NOTHING_TO_CANCEL(Kind.SKIPPED, Actor.REQUEST),
  TOO_LATE(Kind.SKIPPED, Actor.REQUEST),
  NOTHING_TO_ROLL_BACK(Kind.SKIPPED, Actor.DEVICE),
  // Somebody does not want it any more.
  CANCELLED(Kind.CANCELLED, Actor.REQUEST),
  SUPERSEDED(Kind.CANCELLED, Actor.REQUEST),
  EXPIRED(Kind.CANCELLED, Actor.REQUEST),
  // It was tried.
  NOT_FOUND(Kind.FAILED, Actor.ARTIFACT),
  REGISTRY_UNAUTHORIZED(Kind.FAILED, Actor.DEVICE),
  REGISTRY_UNAVAILABLE(Kind.FAILED, Actor.NETWORK),
  DOWNLOAD_FAILED(Kind.FAILED, Actor.NETWORK),
  SIZE_EXCEEDED(Kind.FAILED, Actor.ARTIFACT),
  DIGEST_MISMATCH(Kind.FAILED, Actor.ARTIFACT),
  VERSION_MISMATCH(Kind.FAILED, Actor.ARTIFACT),
  PLATFORM_MISMATCH(Kind.FAILED, Actor.ARTIFACT),
  DISK_FULL(Kind.FAILED, Actor.DEVICE),
  SELF_TEST_FAILED(Kind.FAILED, Actor.ARTIFACT),
  UNSUPPORTED_TARGET(Kind.FAILED, Actor.DEVICE),
  PLATFORM_DENIED(Kind.FAILED, Actor.DEVICE),
  PLATFORM_UNAVAILABLE(Kind.FAILED, Actor.DEVICE),
  ROLLBACK_NOT_PROVEN(Kind.FAILED, Actor.DEVICE),
  STOP_FAILED(Kind.FAILED, Actor.DEVICE),
  START_FAILED(Kind.FAILED, Actor.ARTIFACT),
  CRASHED(Kind.FAILED, Actor.ARTIFACT),
  UNHEALTHY(Kind.FAILED, Actor.ARTIFACT),
  NOT_CONNECTED(Kind.FAILED, Actor.ARTIFACT),
  HEALTH_TIMEOUT(Kind.FAILED, Actor.ARTIFACT),
  TIMED_OUT(Kind.FAILED, Actor.DEVICE),
  BOOT_LIMIT(Kind.FAILED, Actor.ARTIFACT),
  SCRIPT_EXECUTION_FAILED(Kind.FAILED, Actor.ARTIFACT),
  VETOED(Kind.FAILED, Actor.DEVICE),
  STATE_LOST(Kind.FAILED, Actor.AGENT),
  INTERNAL_ERROR(Kind.FAILED, Actor.AGENT);

  /** The terminal status that carries the reason. */
  public enum Kind {
    REJECTED,
    SKIPPED,
    CANCELLED,
    FAILED
  }

  /** Who has to act. */
  public enum Actor {
    REQUEST,
    ARTIFACT,
    DEVICE,
    NETWORK,
    AGENT
  }

  private final Kind kind;
  private final Actor actor;

  Reason(Kind kind, Actor actor) {
    this.kind = kind;
    this.actor = actor;
  }

  public Kind kind() {
    return kind;
  }

  public Actor actor() {
    return actor;
  }

  /** As it stands on the wire: snake case. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
