package ca.iotistic.agent.docker;

import ca.iotistic.agent.docker.registry.RegistryTags;
import ca.iotistic.agent.docker.registry.Repository;
import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * Whether the registry tells the agent what is the latest. It is asked over the network, and no
 * reason to refuse an update: the engine may get the image all the same.
 */
final class RegistryCheck {
  private final Engine engine;
  private final Environment environment;
  private final OwnContainer own;

  RegistryCheck(Engine engine, Environment environment, OwnContainer own) {
    this.engine = engine;
    this.environment = environment;
    this.own = own;
  }

  List<Check> checks() throws InterruptedException {
    Images images = new Images(environment);
    String name;
    try {
      Target target = Target.find(engine, environment, own);
      Optional<JsonNode> image = engine.findImage(target.imageId());
      name = images.repository(target.container(), image);
    } catch (EngineException | UpdateException toldByThePreflight) {
      return List.of();
    }
    Repository repository = Repository.of(name);
    try {
      List<String> tags = RegistryTags.once(environment).of(repository);
      Optional<NewestTag> newest = NewestTag.of(tags, images.tags());
      String listed = "the registry lists " + tags.size() + " tags of " + repository;
      return List.of(
          newest.isPresent()
              ? Check.met(listed + "; the latest is " + newest.get().version().text())
              : Check.careful(
                  listed + " and none is a stable version",
                  "\"latest\" is then the image under the tag latest. See docker.tag."));
    } catch (UpdateException notListed) {
      return List.of(
          Check.careful(
              "the registry does not list the tags of "
                  + repository
                  + "; \"latest\" is then the image under the tag latest",
              String.valueOf(notListed.getMessage())));
    }
  }
}
