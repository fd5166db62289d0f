package ca.iotistic.fleet.http;

import ca.iotistic.fleet.access.Scope;
import ca.iotistic.fleet.device.Devices;
import ca.iotistic.fleet.rollout.Rollouts;
import ca.iotistic.fleet.update.Order;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Staged rollouts. */
final class RolloutRoutes {
  private static final double USUAL_THRESHOLD = 10;
  private static final int LONGEST_NAME = 128;

  private final Devices devices;

  RolloutRoutes(Devices devices) {
    this.devices = devices;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/rollouts", Scope.UPDATE, this::create),
        Route.get("/rollouts", Scope.READ, this::list),
        Route.get("/rollouts/{id}", Scope.READ, this::show),
        Route.post(
            "/rollouts/{id}/pause", Scope.UPDATE, call -> turn(call, List.of("running"), "paused")),
        Route.post(
            "/rollouts/{id}/resume",
            Scope.UPDATE,
            call -> turn(call, List.of("paused"), "running")),
        Route.post(
            "/rollouts/{id}/cancel",
            Scope.UPDATE,
            call -> turn(call, List.of("running", "paused"), "cancelled")));
  }

  private Answer create(Call call) {
    Body body = call.body();
    Order order =
        Orders.update(body, Set.of("name", "where", "local_time", "stages", "failure_threshold"));
    List<String> chosen =
        devices.uuids(call.db(), DeviceRoutes.filter(body.object("where")).activeOnly());
    if (chosen.isEmpty()) {
      throw Problem.invalid("No active device is meant by \"where\": see GET /api/v1/devices.");
    }
    String name = body.optionalText("name").orElse(order.version().orElse("latest"));
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw Problem.invalid("\"name\" must have 1 to " + LONGEST_NAME + " characters.");
    }
    try {
      long id =
          Rollouts.create(
              call.db(),
              new Rollouts.Wanted(
                  name,
                  order,
                  Orders.localTime(body),
                  Optional.ofNullable(body.json().get("stages")),
                  body.number("failure_threshold", USUAL_THRESHOLD, 0, 100),
                  call.who().name()),
              chosen);
      return Answer.made(found(call, id), "/api/v1/rollouts/" + id);
    } catch (IllegalArgumentException broken) {
      throw Problem.invalid(broken.getMessage() + ".");
    }
  }

  private Answer list(Call call) {
    List<ObjectNode> rows = Rollouts.page(call.db(), call.before(), call.limit() + 1);
    return Answer.ok(Pages.of("rollouts", rows, call.limit(), "id"));
  }

  private Answer show(Call call) {
    return Answer.ok(found(call, call.number("id")));
  }

  private Answer turn(Call call, List<String> from, String to) {
    call.body().only(Set.of());
    ObjectNode rollout = found(call, call.number("id"));
    if (!Rollouts.turn(call.db(), call.number("id"), from, to)) {
      throw new Problem(
          409,
          "rollout-state",
          "The rollout is not in a state for that",
          "Rollout "
              + call.number("id")
              + " is "
              + rollout.path("state").asText()
              + ", and would have to be "
              + String.join(" or ", from)
              + ".");
    }
    return Answer.ok(found(call, call.number("id")));
  }

  private static ObjectNode found(Call call, long id) {
    return Rollouts.find(call.db(), id)
        .orElseThrow(() -> Problem.notThere("There is no rollout " + id + "."));
  }
}
