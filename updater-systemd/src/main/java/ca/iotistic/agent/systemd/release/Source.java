package ca.iotistic.agent.systemd.release;

import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import java.nio.file.Path;

/** Where releases come from. */
public interface Source {
  /** Pinned by its digest. {@code latest} never goes down. */
  Release resolve(Request request, Installed installed)
      throws UpdateException, InterruptedException;

  /** How many bytes {@link #fetch} would have to fetch; 0 if that is not known, or none. */
  long missing(Update update) throws UpdateException;

  /** The verified file of the update's release; fetched once, and resumed after a crash. */
  Path fetch(Update update) throws UpdateException, InterruptedException;

  /** What was fetched for updates that have ended. */
  void prune() throws UpdateException;
}
