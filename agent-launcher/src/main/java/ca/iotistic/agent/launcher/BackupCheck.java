package ca.iotistic.agent.launcher;

import ca.iotistic.agent.spi.Backup;
import java.util.List;

/** Whether there is something to go back to. */
final class BackupCheck {
  private BackupCheck() {}

  static Finding of(List<Backup> backups) {
    if (backups.isEmpty()) {
      return Finding.good("there is no backup yet; every update makes one before it switches");
    }
    List<Backup> usable = backups.stream().filter(Backup::usable).toList();
    if (usable.isEmpty()) {
      return Finding.careful(
          "none of the " + backups.size() + " backups can be started",
          "`iotistic-agent rollback` has nothing to go back to until the next update has made a new"
              + " one.");
    }
    Backup newest = usable.get(0);
    return Finding.good(
        (usable.size() == 1 ? "a backup" : usable.size() + " backups")
            + " can be started, the newest is "
            + newest.release().version()
            + " ("
            + newest.id()
            + ")");
  }
}
