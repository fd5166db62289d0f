package ca.iotistic.fleet.http;

import ca.iotistic.fleet.access.Scope;
import ca.iotistic.fleet.device.Device;
import ca.iotistic.fleet.device.Devices;
import ca.iotistic.fleet.update.Commands;
import ca.iotistic.fleet.update.Order;
import ca.iotistic.fleet.update.Origin;
import ca.iotistic.fleet.update.Updates;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One device: update, cancel, roll back, and what became of that. */
final class UpdateRoutes {
  private static final int MOST_STATUSES = 5000;

  private final Devices devices;
  private final Commands commands;

  UpdateRoutes(Devices devices, Commands commands) {
    this.devices = devices;
    this.commands = commands;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/devices/{uuid}/update-agent", Scope.UPDATE, this::update),
        Route.post("/devices/{uuid}/cancel", Scope.UPDATE, call -> plain(call, "cancel")),
        Route.post("/devices/{uuid}/rollback", Scope.UPDATE, call -> plain(call, "rollback")),
        Route.get("/devices/{uuid}/updates", Scope.READ, this::list),
        Route.get("/devices/{uuid}/updates/{id}", Scope.READ, this::show));
  }

  private Answer update(Call call) {
    Order order = Orders.update(call.body(), Set.of());
    Device device = commanded(call);
    Commands.Given given = commands.give(call.db(), device, order, Origin.call(call.who().name()));
    ObjectNode answer = answer("Agent update command sent via MQTT", device);
    ObjectNode update = answer.putObject("update");
    update.put("version", order.version().orElse("latest"));
    update.put("scheduled", order.scheduledTime().isPresent());
    update.put("scheduled_time", order.scheduledTime().map(Object::toString).orElse(null));
    update.put("force", order.force());
    update.put("mqttTopic", given.topic());
    return Answer.ok(answer).at(location(device, given));
  }

  private Answer plain(Call call, String action) {
    call.body().only(Set.of());
    Device device = commanded(call);
    Commands.Given given =
        commands.give(call.db(), device, Order.of(action), Origin.call(call.who().name()));
    ObjectNode answer = answer("Agent " + action + " command sent via MQTT", device);
    answer.putObject(action).put("id", given.id()).put("mqttTopic", given.topic());
    return Answer.ok(answer).at(location(device, given));
  }

  private Answer list(Call call) {
    String uuid = known(call);
    List<ObjectNode> rows = Updates.page(call.db(), uuid, call.before(), call.limit() + 1);
    return Answer.ok(Pages.of("updates", rows, call.limit(), "number"));
  }

  private Answer show(Call call) {
    String uuid = known(call);
    ObjectNode update =
        Updates.find(call.db(), uuid, call.path("id"))
            .orElseThrow(
                () -> Problem.notThere(uuid + " has no update \"" + call.path("id") + "\"."));
    update
        .putArray("statuses")
        .addAll(Updates.statuses(call.db(), uuid, call.path("id"), MOST_STATUSES));
    return Answer.ok(update);
  }

  private Device commanded(Call call) {
    String uuid = call.path("uuid");
    Device device = devices.lock(call.db(), uuid).orElseThrow(() -> Problem.noDevice(uuid));
    if (!device.active()) {
      throw new Problem(
          409,
          "device-inactive",
          "The device is not active",
          uuid
              + " is out of service: PATCH /api/v1/devices/"
              + uuid
              + " {\"isActive\":true} first.",
          Map.of("uuid", uuid));
    }
    return device;
  }

  private String known(Call call) {
    String uuid = call.path("uuid");
    return devices
        .find(call.db(), uuid)
        .map(found -> uuid)
        .orElseThrow(() -> Problem.noDevice(uuid));
  }

  private static ObjectNode answer(String message, Device device) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("success", true);
    answer.put("message", message);
    answer.putObject("device").put("uuid", device.uuid()).put("deviceName", device.deviceName());
    return answer;
  }

  private static String location(Device device, Commands.Given given) {
    return "/api/v1/devices/" + device.uuid() + "/updates/" + given.id();
  }
}
