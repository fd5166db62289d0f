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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A strategy's verbs as the core calls them: they throw only what they may. */
record ContainedUpdater(String strategy, Updater verbs) implements Updater {
  private static final Logger LOG = LoggerFactory.getLogger(ContainedUpdater.class);

  @Override
  public Installed installed() throws UpdateException, InterruptedException {
    return expected("installed", verbs::installed);
  }

  @Override
  public Release resolve(Request request) throws UpdateException, InterruptedException {
    return expected("resolve", () -> verbs.resolve(request));
  }

  @Override
  public Prepared prepare(Update update) throws UpdateException, InterruptedException {
    return expected("prepare", () -> verbs.prepare(update));
  }

  @Override
  public boolean handOver(Update update, List<String> switcher)
      throws UpdateException, InterruptedException {
    return expected("handOver", () -> verbs.handOver(update, switcher));
  }

  @Override
  public boolean switcherAlive(Update update) throws UpdateException, InterruptedException {
    return expected("switcherAlive", () -> verbs.switcherAlive(update));
  }

  @Override
  public List<String> switcherLog(Update update) throws UpdateException, InterruptedException {
    return expected("switcherLog", () -> List.copyOf(verbs.switcherLog(update)));
  }

  @Override
  public void activate(Update update) throws UpdateException, InterruptedException {
    act("activate", () -> verbs.activate(update));
  }

  @Override
  public Health health(Update update) throws UpdateException, InterruptedException {
    return expected("health", () -> verbs.health(update));
  }

  @Override
  public List<String> logTail(Update update) throws UpdateException, InterruptedException {
    return expected("logTail", () -> List.copyOf(verbs.logTail(update)));
  }

  @Override
  public void rollBack(Update update) throws UpdateException, InterruptedException {
    act("rollBack", () -> verbs.rollBack(update));
  }

  @Override
  public Duration commit(Update update) throws UpdateException, InterruptedException {
    return expected("commit", () -> verbs.commit(update));
  }

  @Override
  public List<Backup> backups() throws UpdateException, InterruptedException {
    return expected("backups", () -> List.copyOf(verbs.backups()));
  }

  @Override
  public void release(Update update) throws UpdateException, InterruptedException {
    act("release", () -> verbs.release(update));
  }

  @Override
  public List<String> tidy() throws UpdateException, InterruptedException {
    return expected("tidy", () -> List.copyOf(verbs.tidy()));
  }

  /** Nothing depends on it any more. */
  @Override
  public void close() {
    try {
      act("close", verbs::close);
    } catch (UpdateException failed) {
      LOG.warn("{}", failed.getMessage());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void act(String verb, Interruption.Act act) throws UpdateException, InterruptedException {
    expected(
        verb,
        () -> {
          act.run();
          return verb;
        });
  }

  private <T> T expected(String verb, Foreign.Work<T> work)
      throws UpdateException, InterruptedException {
    return Foreign.expected(verb + " of the update strategy " + strategy, work);
  }
}
