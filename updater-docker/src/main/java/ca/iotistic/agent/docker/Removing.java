package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Removes containers that never counted, with the volumes that the engine made for them alone: a
 * new image may declare one. A volume that any other container has, running or not, stays, and so
 * does each that has a name.
 */
final class Removing {
  private static final Pattern ANONYMOUS = Pattern.compile("[0-9a-f]{64}");

  private final Engine engine;
  private final Marks marks;

  Removing(Engine engine, Marks marks) {
    this.engine = engine;
    this.marks = marks;
  }

  /** Its volumes are noted first: without the container nobody could tell whose they were. */
  void ofUpdate(Update update, String id)
      throws EngineException, UpdateException, InterruptedException {
    marks.volumes(update, ownVolumes(id));
    engine.removeForcibly(id);
    volumesOf(update);
  }

  void volumesOf(Update update) throws EngineException, InterruptedException {
    remove(marks.volumes(update));
  }

  /** Of an update whose notes are gone. */
  void orphan(String id) throws EngineException, InterruptedException {
    Set<String> volumes = ownVolumes(id);
    engine.remove(id);
    remove(volumes);
  }

  private Set<String> ownVolumes(String id) throws EngineException, InterruptedException {
    Set<String> own = new TreeSet<>();
    Set<String> others = new TreeSet<>();
    for (JsonNode listed : engine.list(Optional.empty())) {
      Set<String> whose = Fields.text(listed, "Id").equals(id) ? own : others;
      for (JsonNode mount : listed.path("Mounts")) {
        whose.add(Fields.text(mount, "Name"));
      }
    }
    own.removeAll(others);
    own.removeIf(name -> !ANONYMOUS.matcher(name).matches());
    return own;
  }

  private void remove(Set<String> volumes) throws EngineException, InterruptedException {
    for (String volume : volumes) {
      try {
        engine.client().delete("/volumes/" + volume, EngineClient.PROMPT);
      } catch (EngineException failed) {
        // Gone already, or in use after all: the engine never takes it from anybody.
        if (!failed.is(EngineException.Kind.NOT_FOUND)
            && !failed.is(EngineException.Kind.CONFLICT)) {
          throw failed;
        }
      }
    }
  }
}
