package ca.iotistic.fleet.http;

import ca.iotistic.fleet.access.Audit;
import ca.iotistic.fleet.access.Principal;
import ca.iotistic.fleet.access.Tokens;
import ca.iotistic.fleet.store.Database;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** One call from its token to its answer: authorised, done and audited in one transaction. */
final class Exchange {
  private static final int FORBIDDEN = 403;
  private static final String SCHEME = "Bearer ";
  private static final String SECRETS = "/tokens";
  private static final String CURE =
      "Send \"Authorization: Bearer TOKEN\". The administrator's token was printed when the service"
          + " first started, or is what FLEET_ADMIN_TOKEN says; with it, POST /api/v1/tokens"
          + " {\"name\":\"ci\",\"scopes\":[\"read\",\"update\"]} makes others.";

  private final Database database;
  private final Runnable committed;

  /**
   * As new.
   *
   * @param committed run after each call that may have changed something
   */
  Exchange(Database database, Runnable committed) {
    this.database = database;
    this.committed = committed;
  }

  void run(Route route, Context context) {
    try {
      String secret = secret(context);
      // Before the transaction: a caller who dawdles holds no connection to the database.
      byte[] bytes = context.bodyAsBytes();
      Answer answer = database.inTransaction(db -> answer(db, route, context, secret, bytes));
      if (route.changes()) {
        committed.run();
      }
      write(answer, context);
    } catch (Problem problem) {
      if (problem.status() == FORBIDDEN) {
        audit(route, context, problem);
      }
      throw problem;
    }
  }

  private static Answer answer(
      Handle db, Route route, Context context, String secret, byte[] bytes) {
    Principal who = principal(db, secret);
    if (!who.may(route.scope())) {
      throw new Problem(
          FORBIDDEN,
          "missing-scope",
          "The token is not good for that",
          "This call needs a token with the scope \""
              + route.scope().wire()
              + "\"; \""
              + who.name()
              + "\" has "
              + who.scopes().stream().map(s -> s.wire()).sorted().toList()
              + ".",
          Map.of("scope", route.scope().wire()));
    }
    requireJson(context, bytes);
    Optional<Repeats.Key> key =
        Optional.ofNullable(context.header("Idempotency-Key"))
            .filter(text -> route.method().equals("POST") && !route.path().equals(SECRETS))
            .map(
                text -> Repeats.Key.of(who.tokenId(), text, route.method(), context.path(), bytes));
    Optional<Answer> before = key.flatMap(one -> Repeats.before(db, one));
    if (before.isPresent()) {
      return before.get();
    }
    context.pathParamMap().values().forEach(Body::requireStorable);
    context.queryParamMap().values().forEach(values -> values.forEach(Body::requireStorable));
    Body body = Body.read(bytes);
    Answer answer =
        route
            .action()
            .answer(new Call(db, who, context.pathParamMap(), context.queryParamMap(), body));
    if (route.changes()) {
      Audit.write(db, entry(route, context, who, body, answer.status()));
    }
    key.ifPresent(one -> Repeats.keep(db, one, answer));
    return answer;
  }

  private static String secret(Context context) {
    String header = Optional.ofNullable(context.header("Authorization")).orElse("");
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw new Problem(401, "no-token", "A token is needed", "This call needs a token. " + CURE);
    }
    return header.substring(SCHEME.length()).trim();
  }

  private static Principal principal(Handle db, String secret) {
    return Tokens.principal(db, secret)
        .orElseThrow(
            () ->
                new Problem(
                    401,
                    "unknown-token",
                    "The token is not known",
                    "This token is not known, or was revoked. " + CURE));
  }

  private static void requireJson(Context context, byte[] bytes) {
    String type = Optional.ofNullable(context.contentType()).orElse("application/json");
    if (bytes.length > 0 && !type.regionMatches(true, 0, "application/json", 0, 16)) {
      throw new Problem(
          415,
          "not-json",
          "The body must be JSON",
          "Send \"Content-Type: application/json\" and a JSON object.");
    }
  }

  private static Audit.Entry entry(
      Route route, Context context, Principal who, Body body, int status) {
    return new Audit.Entry(
        who,
        context.ip(),
        route.method() + " " + route.path(),
        context.path(),
        body.json(),
        status);
  }

  /** In a transaction of its own: that of the call is undone. */
  private void audit(Route route, Context context, Problem problem) {
    Body nothing = new Body(JsonNodeFactory.instance.objectNode());
    database.useTransaction(
        db ->
            Audit.write(
                db,
                entry(route, context, principal(db, secret(context)), nothing, problem.status())));
  }

  private static void write(Answer answer, Context context) {
    context.status(answer.status());
    answer.location().ifPresent(where -> context.header("Location", where));
    if (!answer.contentType().isEmpty()) {
      context.contentType(answer.contentType());
      context.result(answer.body());
    }
  }
}
