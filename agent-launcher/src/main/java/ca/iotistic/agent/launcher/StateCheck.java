package ca.iotistic.agent.launcher;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The state directory: there, writable, lasting, private, with room; and whether an agent has it.
 */
final class StateCheck {
  private static final long SPARE = 64L << 20;
  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

  private StateCheck() {}

  static List<Finding> of(AgentFiles files) {
    Path root = files.root();
    if (!Files.isDirectory(root)) {
      return List.of(
          Files.exists(root)
              ? Finding.bad(
                  root + " is no directory", "internal_error", "Name another one in state_dir.")
              : Finding.careful(
                  "the state directory " + root + " is not there yet",
                  "The agent makes it at its first start. In a container it has to be a volume: -v"
                      + " iotistic:"
                      + root));
    }
    try {
      return look(files, root);
    } catch (IOException unreadable) {
      return List.of(
          Finding.bad(
              "the state directory " + root + " cannot be read",
              "rollback_not_proven",
              "Run this as the user of the agent: root, or with sudo."));
    }
  }

  private static List<Finding> look(AgentFiles files, Path root) throws IOException {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        files.agentRuns()
            ? Finding.good("an agent runs on this device")
            : Finding.careful(
                "no agent runs on this device",
                "Start it by its service or container, or by `iotistic-agent run`."));
    findings.add(
        Files.isWritable(root)
            ? Finding.good("the state directory " + root + " can be written")
            : Finding.bad(
                "the state directory " + root + " cannot be written",
                "rollback_not_proven",
                "Run this as the user of the agent (root, say), or give the directory to that user;"
                    + " if its disk is mounted read-only, mount it for writing."));
    FileStore store = Files.getFileStore(root);
    if (IN_MEMORY.contains(store.type())) {
      findings.add(
          Finding.careful(
              "the state directory " + root + " is in memory (" + store.type() + ")",
              "A power cut in the middle of an update would take the way back with it. Name a"
                  + " directory on a disk in state_dir."));
    }
    String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(root));
    if (!rights.endsWith("------")) {
      findings.add(
          Finding.careful("others may look into the state directory " + root, "chmod 700 " + root));
    }
    String free = Words.size(store.getUsableSpace());
    findings.add(
        store.getUsableSpace() >= SPARE
            ? Finding.good("the state directory has " + free + " free")
            : Finding.bad(
                "the state directory has no more than " + free + " free",
                "disk_full",
                "Make room: an update needs " + Words.size(SPARE) + " besides what it downloads."));
    return findings;
  }
}
