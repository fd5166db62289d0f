package ca.iotistic.fleet.access;

import java.util.Set;

/** Who calls. */
public record Principal(long tokenId, String name, Set<Scope> scopes) {
  public Principal {
    scopes = Set.copyOf(scopes);
  }

  public boolean may(Scope scope) {
    return scopes.contains(scope);
  }
}
