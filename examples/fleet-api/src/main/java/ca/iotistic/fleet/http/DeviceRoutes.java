package ca.iotistic.fleet.http;

import ca.iotistic.fleet.access.Scope;
import ca.iotistic.fleet.device.Device;
import ca.iotistic.fleet.device.Devices;
import ca.iotistic.fleet.device.Filter;
import ca.iotistic.fleet.update.UpdateState;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Registration of devices, and looking them up. */
final class DeviceRoutes {
  private static final int MOST_TAGS = 32;
  private static final Set<String> CHANGEABLE =
      Set.of("deviceName", "deviceType", "tags", "zone", "isActive");

  private final Devices devices;

  DeviceRoutes(Devices devices) {
    this.devices = devices;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/devices", Scope.ADMIN, this::register),
        Route.get("/devices", Scope.READ, this::list),
        Route.get("/devices/{uuid}", Scope.READ, this::show),
        new Route("PATCH", "/devices/{uuid}", Scope.ADMIN, this::change));
  }

  private Answer register(Call call) {
    Body body =
        call.body().only(Set.of("uuid", "deviceName", "deviceType", "tags", "zone", "isActive"));
    String uuid = body.text("uuid");
    Device device =
        valid(
            () ->
                new Device(
                    uuid,
                    body.optionalText("deviceName").orElse(uuid),
                    body.text("deviceType"),
                    body.texts("tags", MOST_TAGS).orElse(List.of()),
                    body.optionalText("zone"),
                    body.flag("isActive").orElse(true)));
    if (!devices.register(call.db(), device)) {
      throw new Problem(
          409,
          "device-exists",
          "There is such a device",
          "A device is registered as \""
              + uuid
              + "\": PATCH /api/v1/devices/"
              + uuid
              + " changes it.");
    }
    return Answer.made(found(call, uuid), "/api/v1/devices/" + uuid);
  }

  private Answer change(Call call) {
    Body body = call.body().only(CHANGEABLE);
    Device old =
        devices
            .lock(call.db(), call.path("uuid"))
            .orElseThrow(() -> Problem.noDevice(call.path("uuid")));
    Device device =
        valid(
            () ->
                new Device(
                    old.uuid(),
                    body.optionalText("deviceName").orElse(old.deviceName()),
                    body.optionalText("deviceType").orElse(old.deviceType()),
                    body.texts("tags", MOST_TAGS).orElse(old.tags()),
                    body.optionalText("zone").or(old::zone),
                    body.flag("isActive").orElse(old.active())));
    devices.change(call.db(), device);
    return Answer.ok(found(call, old.uuid()));
  }

  private Answer show(Call call) {
    return Answer.ok(found(call, call.path("uuid")));
  }

  private Answer list(Call call) {
    List<ObjectNode> rows =
        devices.page(call.db(), filter(call), call.query("cursor").orElse(""), call.limit() + 1);
    return Answer.ok(Pages.of("devices", rows, call.limit(), "uuid"));
  }

  private ObjectNode found(Call call, String uuid) {
    return devices.find(call.db(), uuid).orElseThrow(() -> Problem.noDevice(uuid));
  }

  private static Filter filter(Call call) {
    call.query("state").ifPresent(DeviceRoutes::requireState);
    return new Filter(
        call.query("type"),
        call.queries("tag").stream().limit(MOST_TAGS).toList(),
        call.query("version"),
        call.query("state"),
        call.flag("active"),
        call.flag("online"),
        call.query("q"));
  }

  /** The same, of a body. */
  static Filter filter(Optional<Body> where) {
    if (where.isEmpty()) {
      return new Filter(
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
    Body body =
        where.get().only(Set.of("type", "tags", "version", "state", "active", "online", "q"));
    body.optionalText("state").ifPresent(DeviceRoutes::requireState);
    return new Filter(
        body.optionalText("type"),
        body.texts("tags", MOST_TAGS).orElse(List.of()),
        body.optionalText("version"),
        body.optionalText("state"),
        body.flag("active"),
        body.flag("online"),
        body.optionalText("q"));
  }

  private static void requireState(String state) {
    if (!UpdateState.WIRE.contains(state)) {
      throw Problem.invalid(
          "\"state\" must be one of " + String.join(", ", UpdateState.WIRE) + ".");
    }
  }

  private interface Making {
    Device make();
  }

  private static Device valid(Making making) {
    try {
      return making.make();
    } catch (IllegalArgumentException broken) {
      throw Problem.invalid(broken.getMessage() + ".");
    }
  }
}
