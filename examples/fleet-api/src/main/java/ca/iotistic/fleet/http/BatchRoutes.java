package ca.iotistic.fleet.http;

import ca.iotistic.fleet.access.Scope;
import ca.iotistic.fleet.device.Device;
import ca.iotistic.fleet.device.Devices;
import ca.iotistic.fleet.rollout.LocalTimes;
import ca.iotistic.fleet.store.Rows;
import ca.iotistic.fleet.update.Commands;
import ca.iotistic.fleet.update.Order;
import ca.iotistic.fleet.update.Origin;
import ca.iotistic.fleet.update.Updates;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Many devices at once: all of them, or none if one is unknown. */
final class BatchRoutes {
  private static final int MOST = 10_000;

  private final Devices devices;
  private final Commands commands;

  BatchRoutes(Devices devices, Commands commands) {
    this.devices = devices;
    this.commands = commands;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/batches", Scope.UPDATE, this::create),
        Route.get("/batches/{id}", Scope.READ, this::show));
  }

  private Answer create(Call call) {
    Body body = call.body();
    Order order = Orders.update(body, Set.of("devices", "where", "local_time"));
    Optional<LocalTime> localTime = Orders.localTime(body);
    long id =
        call.db()
            .createQuery(
                "INSERT INTO batches (command, created_by) VALUES (:command::jsonb, :by) RETURNING id")
            .bind("command", order.toJson().toString())
            .bind("by", call.who().name())
            .mapTo(Long.class)
            .one();
    List<String> skipped = new ArrayList<>();
    int commanded = 0;
    // In the order in which everybody locks them.
    for (String uuid : new TreeSet<>(chosen(call))) {
      Device device = devices.lock(call.db(), uuid).orElseThrow(() -> Problem.noDevice(uuid));
      if (!device.active()) {
        skipped.add(uuid);
        continue;
      }
      ZoneId zone = device.zone().flatMap(Device::zone).orElse(ZoneOffset.UTC);
      Order timed =
          localTime.map(time -> order.at(LocalTimes.next(Instant.now(), time, zone))).orElse(order);
      Commands.Given ignored =
          commands.give(call.db(), device, timed, Origin.batch(call.who().name(), id));
      commanded++;
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("id", id);
    answer.put("commanded", commanded);
    skipped.forEach(answer.putArray("skipped_inactive")::add);
    return Answer.made(answer, "/api/v1/batches/" + id);
  }

  private List<String> chosen(Call call) {
    Body body = call.body();
    Optional<List<String>> named = body.texts("devices", MOST);
    if (named.isPresent() == body.has("where")) {
      throw Problem.invalid(
          "Say which devices: either \"devices\", a list of uuids, or \"where\", an object with"
              + " type, tags, version, state, active, online or q.");
    }
    List<String> chosen =
        named.orElseGet(
            () -> devices.uuids(call.db(), DeviceRoutes.filter(body.object("where")).activeOnly()));
    if (chosen.size() > MOST) {
      throw Problem.invalid(
          "That is "
              + chosen.size()
              + " devices: a batch has "
              + MOST
              + " at most; a rollout has no limit.");
    }
    return chosen;
  }

  private Answer show(Call call) {
    ObjectNode batch =
        call.db()
            .createQuery("SELECT id, command, created_by, created_at FROM batches WHERE id = :id")
            .bind("id", call.number("id"))
            .map(Rows.AS_JSON)
            .findOne()
            .orElseThrow(() -> Problem.notThere("There is no batch " + call.number("id") + "."));
    ObjectNode states = batch.putObject("states");
    for (ObjectNode row : Updates.ofBatch(call.db(), call.number("id"))) {
      states.put(row.path("state").asText(), row.path("count").asLong());
    }
    return Answer.ok(batch);
  }
}
