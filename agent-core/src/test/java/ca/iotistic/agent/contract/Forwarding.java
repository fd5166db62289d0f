package ca.iotistic.agent.contract;

import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import java.time.Duration;
import java.util.List;

/** Does what another one does, but for the verb that is overridden. */
class Forwarding implements Updater {
  final InMemoryUpdater sane;
  final InMemoryPlatform platform;

  Forwarding(InMemoryUpdater sane) {
    this.sane = sane;
    this.platform = sane.platform();
  }

  @Override
  public Installed installed() throws UpdateException, InterruptedException {
    return sane.installed();
  }

  @Override
  public Release resolve(Request request) throws UpdateException, InterruptedException {
    return sane.resolve(request);
  }

  @Override
  public Prepared prepare(Update update) throws UpdateException, InterruptedException {
    return sane.prepare(update);
  }

  @Override
  public void activate(Update update) throws UpdateException, InterruptedException {
    sane.activate(update);
  }

  @Override
  public Health health(Update update) throws UpdateException, InterruptedException {
    return sane.health(update);
  }

  @Override
  public List<String> logTail(Update update) throws UpdateException, InterruptedException {
    return sane.logTail(update);
  }

  @Override
  public void rollBack(Update update) throws UpdateException, InterruptedException {
    sane.rollBack(update);
  }

  @Override
  public Duration commit(Update update) throws UpdateException, InterruptedException {
    return sane.commit(update);
  }

  @Override
  public List<Backup> backups() throws UpdateException, InterruptedException {
    return sane.backups();
  }

  @Override
  public List<String> tidy() throws UpdateException, InterruptedException {
    return sane.tidy();
  }
}
