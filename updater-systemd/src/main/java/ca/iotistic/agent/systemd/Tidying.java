package ca.iotistic.agent.systemd;

import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** With no update in flight: what one has left over goes, and backups over the limit. */
final class Tidying {
  private final Target target;
  private final Disk disk;
  private final BackupFiles backups;
  private final SwitcherUnit switcher;

  Tidying(Target target, Disk disk, BackupFiles backups, SwitcherUnit switcher) {
    this.target = target;
    this.disk = disk;
    this.backups = backups;
    this.switcher = switcher;
  }

  List<String> tidy(int kept) throws UpdateException, InterruptedException {
    List<String> done = new ArrayList<>();
    if (switcher.disarm()) {
      done.add(target.switcher() + " was armed, and is not any more");
    }
    for (Path left : leftovers()) {
      disk.remove(left);
      done.add(left + " removed");
    }
    done.addAll(backups.prune(kept, Set.of()));
    return done;
  }

  private List<Path> leftovers() throws UpdateException {
    String ours = target.name() + ".";
    try (Stream<Path> files = Files.list(target.directory())) {
      return files
          .filter(
              file -> {
                String name = String.valueOf(file.getFileName());
                return name.equals(String.valueOf(target.link().getFileName()))
                    || name.matches("\\.{1,2}\\Q" + ours + "\\E.+\\.(new|back|part)");
              })
          .toList();
    } catch (IOException failed) {
      throw UpdateException.ofDisk("looking into " + target.directory(), failed);
    }
  }
}
