package ca.iotistic.fleet.http;

import ca.iotistic.fleet.access.Audit;
import ca.iotistic.fleet.access.Scope;
import ca.iotistic.fleet.access.Tokens;
import ca.iotistic.fleet.device.AccessLists;
import ca.iotistic.fleet.statistics.Statistics;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** For those who run the fleet: statistics, tokens, the audit, the broker's access list. */
final class OperationRoutes {
  private static final int LONGEST_NAME = 128;

  private final AccessLists accessLists;

  OperationRoutes(AccessLists accessLists) {
    this.accessLists = accessLists;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/statistics", Scope.READ, OperationRoutes::statistics),
        Route.post("/tokens", Scope.ADMIN, OperationRoutes::token),
        Route.get("/tokens", Scope.ADMIN, OperationRoutes::tokens),
        new Route("DELETE", "/tokens/{id}", Scope.ADMIN, OperationRoutes::revoke),
        Route.get("/audit", Scope.ADMIN, OperationRoutes::audit),
        Route.get("/mqtt-acl", Scope.ADMIN, call -> Answer.text(accessLists.export(call.db()))));
  }

  private static Answer statistics(Call call) {
    Instant until = call.moment("until", Instant.now());
    Instant since = call.moment("since", until.minus(Duration.ofHours(1)));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("since", since.toString()).put("until", until.toString());
    answer.set("total", Statistics.total(call.db(), since, until));
    call.query("by")
        .ifPresent(
            by -> {
              if (!Statistics.groups().contains(by)) {
                throw Problem.invalid(
                    "\"by\" must be one of " + String.join(", ", Statistics.groups()) + ".");
              }
              answer.put("by", by);
              answer.putArray("groups").addAll(Statistics.by(call.db(), by, since, until));
            });
    return Answer.ok(answer);
  }

  private static Answer token(Call call) {
    Body body = call.body().only(Set.of("name", "scopes"));
    String name = body.text("name");
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw Problem.invalid("\"name\" must have 1 to " + LONGEST_NAME + " characters.");
    }
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String scope : body.texts("scopes", 3).orElse(List.of())) {
      scopes.add(
          Scope.of(scope)
              .orElseThrow(() -> Problem.invalid("\"scopes\" must be of read, update and admin.")));
    }
    if (scopes.isEmpty()) {
      throw Problem.invalid("\"scopes\" is missing; it is a list of read, update and admin.");
    }
    Tokens.Made made = Tokens.make(call.db(), name, scopes, call.who().name());
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("id", made.id()).put("name", name);
    scopes.forEach(scope -> answer.withArray("scopes").add(scope.wire()));
    answer.put("token", made.secret());
    return Answer.made(answer, "/api/v1/tokens/" + made.id());
  }

  private static Answer tokens(Call call) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.putArray("tokens").addAll(Tokens.list(call.db()));
    return Answer.ok(answer);
  }

  private static Answer revoke(Call call) {
    if (!Tokens.revoke(call.db(), call.number("id"))) {
      throw Problem.notThere("There is no token " + call.number("id") + " in force.");
    }
    return Answer.nothing();
  }

  private static Answer audit(Call call) {
    List<ObjectNode> rows = Audit.page(call.db(), call.before(), call.limit() + 1);
    return Answer.ok(Pages.of("audit", rows, call.limit(), "id"));
  }
}
