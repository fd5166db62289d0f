package ca.iotistic.fleet.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a token is good for. */
public enum Scope {
  /** To look at everything but tokens and the audit. */
  READ,
  /** To command devices. */
  UPDATE,
  /** To register devices, make tokens, and read the audit. */
  ADMIN;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Scope> of(String wire) {
    return Stream.of(values()).filter(scope -> scope.wire().equals(wire)).findFirst();
  }
}
