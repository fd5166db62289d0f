package ca.iotistic.agent.launcher;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.SdNotify;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.launcher.config.Configuration;
import ca.iotistic.agent.launcher.config.ConfigurationException;
import ca.iotistic.agent.launcher.log.Log;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

@Command(
    name = "run",
    description = {
      "Run the agent, until it is told to stop.",
      "",
      "It logs to standard output, a line each. SIGTERM stops it; an update that it was preparing"
          + " goes on at the next start.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  IOTISTIC_DEVICE=abc-123 IOTISTIC_MQTT_URL=tcp://localhost:1883 iotistic-agent run"
    })
final class RunCommand extends AgentCommand {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
  private static final long BEAT_SECONDS = 5;
  private static final long CLOSE_SECONDS = 60;

  RunCommand(Context context, Root root) {
    super(context, root);
  }

  @Override
  public Integer call()
      throws ConfigurationException, IOException, UpdateException, InterruptedException {
    Configuration configuration = read().demand("device", "mqtt.url");
    Log.to(console().out(), level(configuration), configuration.get("log.format").orElse("text"));
    LOG.info("Iotistic Device Agent v{}", context().version());
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Heartbeat heartbeat = new Heartbeat(configuration.get("heartbeat").map(Path::of));
    SdNotify systemd =
        new SdNotify(new Processes(Seam.NONE), context().environment(), context().time());
    try (Ending.Registration ending = context().ending().onEnd(() -> end(stop, stopped));
        Agents.Agent agent = context().agents().make(configuration, true)) {
      agent.start();
      systemd.ready();
      return beat(agent, heartbeat, systemd, stop);
    } finally {
      LOG.info("the agent has stopped");
      stopped.countDown();
    }
  }

  private static int beat(
      Agents.Agent agent, Heartbeat heartbeat, SdNotify systemd, CountDownLatch stop)
      throws InterruptedException {
    do {
      if (!agent.local().alive()) {
        LOG.error(
            "the agent does not work any more: ending, so that whoever started it starts it again");
        return Exit.FAILED;
      }
      heartbeat.beat();
      systemd.alive();
    } while (!stop.await(BEAT_SECONDS, TimeUnit.SECONDS));
    LOG.info("the agent is asked to stop");
    return Exit.DONE;
  }

  private static int end(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      return stopped.await(CLOSE_SECONDS, TimeUnit.SECONDS) ? Exit.DONE : Exit.FAILED;
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
      return Exit.FAILED;
    }
  }
}
