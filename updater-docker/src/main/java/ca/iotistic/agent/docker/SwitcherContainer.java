package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The helper container from its creation to its end. */
final class SwitcherContainer {
  private static final Logger LOG = LoggerFactory.getLogger(SwitcherContainer.class);

  private static final int LOG_LINES = 100;
  private static final int LOG_BYTES = 8192;

  private final Engine engine;
  private final BackupStore store;

  SwitcherContainer(Engine engine, BackupStore store) {
    this.engine = engine;
    this.store = store;
  }

  void handOver(Update update, List<String> command)
      throws EngineException, UpdateException, InterruptedException {
    Plan plan = Plan.of(update);
    Names names = Names.of(plan.target(), update);
    Optional<JsonNode> there = engine.find(names.switcher());
    if (there.isPresent()) {
      String id = Fields.text(there.get(), "Id");
      if (!isSwitcher(there.get())) {
        throw new UpdateException(
            Reason.UNSUPPORTED_TARGET,
            "container " + names.switcher() + " is not the agent's; rename it");
      }
      if (ofUpdate(there.get(), update) && start(id).isEmpty()) {
        return;
      }
      engine.removeForcibly(id);
    }
    create(plan, names, command);
  }

  private void create(Plan plan, Names names, List<String> command)
      throws EngineException, UpdateException, InterruptedException {
    SwitcherSpec spec = spec(plan, names);
    String network = network(spec.agent());
    Optional<String> refused = Optional.empty();
    for (ObjectNode body :
        List.of(
            spec.body(command, network, true),
            spec.body(command, network, false),
            // It switches without seeing the broker rather than not at all.
            spec.body(command, SwitcherNetwork.NONE, false))) {
      refused = createAndStart(names.switcher(), body);
      if (refused.isEmpty()) {
        return;
      }
      LOG.warn("update={} switcher does not start: {}", names.updateId(), refused.get());
    }
    throw new UpdateException(
        Reason.ROLLBACK_NOT_PROVEN,
        "container "
            + names.switcher()
            + ", which would switch and go back, does not start: "
            + refused.orElse(""));
  }

  private String network(JsonNode agent) throws EngineException, InterruptedException {
    if (!engine.host().startsWith("unix:")) {
      // It needs the agent's to reach the engine at all.
      return Fields.text(agent, "HostConfig", "NetworkMode");
    }
    List<JsonNode> others = new ArrayList<>();
    for (JsonNode listed : engine.list(Optional.empty())) {
      engine.find(Fields.text(listed, "Id")).ifPresent(others::add);
    }
    return SwitcherNetwork.of(agent, others);
  }

  /** Why it does not run, empty if it does; then nothing of it is left. */
  private Optional<String> createAndStart(String name, ObjectNode body)
      throws EngineException, InterruptedException {
    try {
      String id = engine.create(name, body);
      Optional<String> refused = start(id);
      if (refused.isPresent()) {
        engine.removeForcibly(id);
      }
      return refused;
    } catch (EngineException failed) {
      if (Charge.isAnswer(failed)) {
        return Optional.of(failed.engineMessage());
      }
      throw failed;
    }
  }

  /** Made again after the switch, the old one may be gone; its description is not. */
  private SwitcherSpec spec(Plan plan, Names names)
      throws EngineException, UpdateException, InterruptedException {
    Optional<JsonNode> old = engine.find(plan.oldId());
    Optional<BackupRecord> backup = store.find(names.backup());
    JsonNode agent =
        old.or(() -> backup.map(BackupRecord::container)).orElseThrow(() -> gone(plan));
    JsonNode image =
        engine
            .findImage(plan.oldImage())
            .or(() -> backup.map(BackupRecord::image))
            .orElseThrow(() -> gone(plan));
    return new SwitcherSpec(plan, names, agent, image);
  }

  private static UpdateException gone(Plan plan) {
    return new UpdateException(
        Reason.ROLLBACK_NOT_PROVEN,
        "container " + plan.target() + " (" + plan.oldId() + ") and its backup are gone");
  }

  /** Why it does not start, empty if it runs. */
  private Optional<String> start(String id) throws EngineException, InterruptedException {
    try {
      engine.start(id);
      return Optional.empty();
    } catch (EngineException failed) {
      if (Charge.isAnswer(failed)) {
        return Optional.of(failed.engineMessage());
      }
      throw failed;
    }
  }

  /** Running, or waiting for the engine to start it once more. */
  boolean alive(Update update) throws EngineException, InterruptedException {
    for (JsonNode listed : ofUpdate(update)) {
      Optional<JsonNode> container = engine.find(Fields.text(listed, "Id"));
      if (container.isPresent()
          && (Fields.is(container.get(), "State", "Running")
              || Fields.is(container.get(), "State", "Restarting"))) {
        return true;
      }
    }
    return false;
  }

  /** What it said last, secrets masked; empty if it never was. */
  List<String> log(Update update) throws EngineException, InterruptedException {
    for (JsonNode listed : ofUpdate(update)) {
      Optional<JsonNode> container = engine.find(Fields.text(listed, "Id"));
      if (container.isPresent()) {
        String id = Fields.text(container.get(), "Id");
        return Secrets.of(container.get()).mask(engine.logTail(id, LOG_LINES, LOG_BYTES));
      }
    }
    return List.of();
  }

  void release(Update update) throws EngineException, InterruptedException {
    for (JsonNode listed : ofUpdate(update)) {
      engine.removeForcibly(Fields.text(listed, "Id"));
    }
  }

  private List<JsonNode> ofUpdate(Update update) throws EngineException, InterruptedException {
    return engine.list(Optional.of(Names.UPDATE + "=" + update.id())).stream()
        .filter(listed -> listed.path("Labels").path(Names.ROLE).asText().equals(Names.SWITCHER))
        .toList();
  }

  private static boolean isSwitcher(JsonNode container) {
    return label(container, Names.ROLE).equals(Names.SWITCHER);
  }

  private static boolean ofUpdate(JsonNode container, Update update) {
    return label(container, Names.UPDATE).equals(update.id());
  }

  private static String label(JsonNode container, String name) {
    return Fields.at(container, "Config", "Labels").path(name).asText("");
  }
}
