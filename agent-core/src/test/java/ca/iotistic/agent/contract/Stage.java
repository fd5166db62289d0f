package ca.iotistic.agent.contract;

import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One target of its own on the real platform, with version {@code 1.0.5} in charge, that comes back
 * after a boot, and a place where further versions can be published. New for each test.
 */
public interface Stage extends AutoCloseable {
  String FIRST = "1.0.5";

  /** What a version does when it is started. */
  enum Conduct {
    /** Runs until it is told to end. */
    WORKS,
    /** Says {@code cannot go on}, and ends with exit status 3 within a second. */
    ENDS,
    /** The platform cannot start it at all, or at least it never runs. */
    NEVER_STARTS
  }

  /** The strategy, as this platform needs it. */
  UpdaterProvider provider();

  Environment environment(Seam seam);

  /** As another process would make it: nothing is shared but the platform and the disk. */
  default Updater updater(Seam seam) {
    return provider().create(environment(seam));
  }

  /** The same, where the platform does not answer: a wrong address, a missing command. */
  Updater away();

  void publish(String version, Conduct conduct) throws Exception;

  /** The version that runs in the target's place; empty if none does. */
  Optional<String> running() throws Exception;

  /** Names the run: another one after each start. */
  String run() throws Exception;

  /** The version that the platform would bring up after a boot now, without a switcher. */
  Optional<String> comesBack() throws Exception;

  /** Names of all that belongs to an update or a backup, wherever it lies; sorted. */
  List<String> belongings() throws Exception;

  /** An empty directory that lasts as long as the stage. */
  Path state();

  /** Called after activate: what else has to be true on this platform. */
  default void switched(Update update) throws Exception {}

  @Override
  void close() throws Exception;
}
