package ca.iotistic.agent.systemd;

import ca.iotistic.agent.spi.*;
import java.nio.file.Path;

final class ReleaseServer implements Source {
  ReleaseServer(Environment e) {}

  @Override
  public Release resolve(Request r, Installed i) throws UpdateException {
    throw new UpdateException(Reason.NOT_FOUND, "x");
  }

  @Override
  public Path fetch(Update u) throws UpdateException {
    throw new UpdateException(Reason.NOT_FOUND, "x");
  }

  @Override
  public void prune() {}
}
