package ca.iotistic.agent.update;

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

/** Stands in for one that could not be made: answers every verb with why. */
record NoUpdater(UpdateException why) implements Updater {
  @Override
  public Installed installed() throws UpdateException {
    throw again();
  }

  @Override
  public Release resolve(Request request) throws UpdateException {
    throw again();
  }

  @Override
  public Prepared prepare(Update update) throws UpdateException {
    throw again();
  }

  @Override
  public void activate(Update update) throws UpdateException {
    throw again();
  }

  @Override
  public Health health(Update update) throws UpdateException {
    throw again();
  }

  @Override
  public void rollBack(Update update) throws UpdateException {
    throw again();
  }

  @Override
  public Duration commit(Update update) throws UpdateException {
    throw again();
  }

  @Override
  public List<Backup> backups() throws UpdateException {
    throw again();
  }

  private UpdateException again() {
    return new UpdateException(why.reason(), String.valueOf(why.getMessage()), why);
  }
}
