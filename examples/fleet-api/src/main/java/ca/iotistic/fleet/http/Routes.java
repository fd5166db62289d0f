package ca.iotistic.fleet.http;

import ca.iotistic.fleet.device.AccessLists;
import ca.iotistic.fleet.device.Devices;
import ca.iotistic.fleet.update.Commands;
import java.util.List;
import java.util.stream.Stream;

/** Every call of the API. */
public final class Routes {
  private final List<Route> all;

  public Routes(Devices devices, AccessLists accessLists, Commands commands) {
    all =
        Stream.of(
                new DeviceRoutes(devices).routes(),
                new UpdateRoutes(devices, commands).routes(),
                new BatchRoutes(devices, commands).routes(),
                new RolloutRoutes(devices).routes(),
                new OperationRoutes(accessLists).routes())
            .flatMap(List::stream)
            .toList();
  }

  List<Route> all() {
    return all;
  }
}
