package ca.iotistic.agent.systemd.release;

import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Version;
import java.net.URI;

/** Something that has releases: a server, or a folder. */
interface Origin {
  /** The highest stable version, as far as the origin says. */
  Version latest() throws UpdateException, InterruptedException;

  /** A small file, whole. */
  byte[] read(URI file) throws UpdateException, InterruptedException;

  /**
   * @return 0 if it does not say
   */
  long size(URI file) throws UpdateException, InterruptedException;

  /**
   * A file from where {@code kept} ends, or from its beginning if it is another one by now.
   *
   * @throws PassingException if it may be different next time
   */
  Delivery open(URI file, Kept kept) throws PassingException, UpdateException, InterruptedException;
}
