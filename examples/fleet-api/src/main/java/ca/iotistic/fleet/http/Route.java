package ca.iotistic.fleet.http;

import ca.iotistic.fleet.access.Scope;
import java.util.Locale;

/**
 * A call that can be made.
 *
 * @param method {@code GET}, {@code POST}, …
 * @param path below the version, with {@code {names}}
 * @param scope what a token must be good for
 */
record Route(String method, String path, Scope scope, Action action) {
  /** What a call does, in one transaction. */
  @FunctionalInterface
  interface Action {
    Answer answer(Call call);
  }

  Route {
    if (!method.equals(method.toUpperCase(Locale.ROOT)) || !path.startsWith("/")) {
      throw new IllegalArgumentException("no route: " + method + " " + path);
    }
  }

  static Route get(String path, Scope scope, Action action) {
    return new Route("GET", path, scope, action);
  }

  static Route post(String path, Scope scope, Action action) {
    return new Route("POST", path, scope, action);
  }

  boolean changes() {
    return !method.equals("GET");
  }
}
