package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * The container that is to be replaced.
 *
 * @param container as inspected
 * @param self whether this process runs in it
 */
record Target(JsonNode container, boolean self) {
  static final String SETTING = "docker.container";

  String id() {
    return Fields.text(container, "Id");
  }

  String name() {
    return Names.of(container);
  }

  /** A makeshift is not what it stands in for, although it is of the same image. */
  String identity() {
    String rung = Fields.at(container, "Config", "Labels").path(Names.RUNG).asText("");
    return rung.equals(Rung.RESCUE.label()) ? imageId() + " " + rung : imageId();
  }

  String imageId() {
    return Fields.text(container, "Image");
  }

  /** The one of {@code docker.container}, else the one that this process runs in. */
  static Target find(Engine engine, Environment environment, OwnContainer own)
      throws EngineException, UpdateException, InterruptedException {
    String wanted = environment.setting(SETTING, "");
    Optional<JsonNode> mine = own.prove();
    if (wanted.isEmpty()) {
      return new Target(
          mine.orElseThrow(
              () ->
                  new UpdateException(
                      Reason.UNSUPPORTED_TARGET,
                      "this process runs in no container that the engine at "
                          + engine.host()
                          + " knows; mount the socket of the engine that runs it, or set "
                          + SETTING)),
          true);
    }
    JsonNode container =
        engine
            .find(wanted)
            .orElseThrow(
                () ->
                    new UpdateException(
                        Reason.UNSUPPORTED_TARGET,
                        "there is no container \""
                            + wanted
                            + "\"; set "
                            + SETTING
                            + " to the name of one, or leave it out for the agent's own"));
    if (!Names.of(container).equals(wanted)) {
      // After an update the id is another one's: that of a backup.
      throw new UpdateException(
          Reason.UNSUPPORTED_TARGET,
          SETTING + " \"" + wanted + "\" is no name; set it to " + Names.of(container));
    }
    // Somebody may name the agent's own container: it would stop itself if that went unnoticed.
    boolean self =
        mine.isPresent() && Fields.text(mine.get(), "Id").equals(Fields.text(container, "Id"));
    return new Target(container, self);
  }
}
