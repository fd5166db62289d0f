package ca.iotistic.agent;

import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.UpdateException;
import java.util.List;

/** What the process around an agent may ask of it, started or not. */
public interface LocalControl {
  /** Whether the worker of a started agent does its work; for a heartbeat. */
  boolean alive();

  /** Every precondition of an update, met or not, each with its cure, and advice after them. */
  List<Check> checks();

  /** The ways back, newest first. */
  List<Backup> backups() throws UpdateException, InterruptedException;
}
