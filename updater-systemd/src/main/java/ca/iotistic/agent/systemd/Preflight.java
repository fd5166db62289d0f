package ca.iotistic.agent.systemd;

import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every precondition with its cure; what builds on one that is not met is not looked at. */
final class Preflight {
  /** There if systemd runs this device, by sd_booted(3). */
  static final Path BOOTED = Path.of("/run/systemd/system");

  private final Target target;
  private final Systemctl systemctl;
  private final SwitcherUnit switcher;
  private final Own own;
  private final Path booted;

  Preflight(Target target, Systemctl systemctl, SwitcherUnit switcher, Own own, Path booted) {
    this.target = target;
    this.systemctl = systemctl;
    this.switcher = switcher;
    this.own = own;
    this.booted = booted;
  }

  List<Check> checks(Environment environment) throws InterruptedException {
    if (!Files.isDirectory(booted)) {
      return List.of(
          Check.refused(
              Reason.UNSUPPORTED_TARGET,
              "systemd runs this device",
              "it does not, as seen from here: use another strategy"));
    }
    List<Check> checks = new ArrayList<>();
    try {
      UnitState unit = systemctl.show(target.unit());
      checks.add(Check.met("systemd answers"));
      checks.add(unit(unit));
      if (unit.loaded()) {
        checks.add(comesBack(unit));
      }
      checks.add(binary());
      if (Files.isRegularFile(target.binary())) {
        checks.add(replaceable());
        checks.add(room(target.directory()));
        checks.add(room(environment.stateDirectory()));
      }
      checks.add(allowed());
      if (own.is(target)) {
        checks.add(switcher());
      }
    } catch (UpdateException failed) {
      checks.add(Check.refused(failed.reason(), "systemd answers", words(failed)));
    }
    return checks;
  }

  private Check unit(UnitState unit) {
    String what = "the unit " + target.unit() + " is there";
    if (unit.masked()) {
      return Check.refused(
          Reason.UNSUPPORTED_TARGET, what + ", but masked", "systemctl unmask " + target.unit());
    }
    return unit.loaded()
        ? Check.met(what)
        : Check.refused(
            Reason.UNSUPPORTED_TARGET,
            what,
            "it is "
                + unit.get("LoadState")
                + ": run scripts/install-systemd, or set systemd.unit to the service");
  }

  /** No refusal: it is as the owner wants it. */
  private Check comesBack(UnitState unit) {
    String state = unit.get("UnitFileState");
    return state.startsWith("enabled") || state.equals("static") || state.equals("generated")
        ? Check.met(target.unit() + " comes back after a boot (" + state + ")")
        : Check.careful(
            target.unit() + " does not come back after a boot (" + state + ")",
            "systemctl enable " + target.unit());
  }

  private Check binary() {
    String what = "the service's file is " + target.binary();
    if (!Files.isRegularFile(target.binary())) {
      return Check.refused(
          Reason.UNSUPPORTED_TARGET,
          what,
          "there is no such file: install one, or set systemd.binary to what the service starts");
    }
    return Files.isExecutable(target.binary())
        ? Check.met(what)
        : Check.refused(Reason.UNSUPPORTED_TARGET, what, "chmod 755 " + target.binary());
  }

  private Check replaceable() {
    String what = target.binary() + " can be replaced";
    if (Mounts.at(target.binary())) {
      return Check.refused(
          Reason.UNSUPPORTED_TARGET,
          what,
          "it is mounted as a single file, which nothing can be renamed over: mount its directory");
    }
    return Files.isWritable(target.directory())
        ? Check.met(what)
        : Check.refused(
            Reason.PLATFORM_DENIED,
            what,
            target.directory()
                + " cannot be written from here: give the service ReadWritePaths="
                + target.directory()
                + ", and run it as the owner of that directory");
  }

  private Check room(Path directory) throws UpdateException {
    long needed = 2 * Room.size(target.binary()) + Room.RESERVE;
    long free = Room.free(directory);
    String what =
        "%s has room for another version: %d MiB are free".formatted(directory, free >> 20);
    return free >= needed
        ? Check.met(what)
        : Check.refused(
            Reason.DISK_FULL, what, "make room for %d MiB there".formatted(needed >> 20));
  }

  private Check allowed() {
    String user = System.getProperty("user.name", "");
    String what = "systemd takes orders from " + user;
    return user.equals("root")
        ? Check.met(what)
        : Check.careful(
            what + ": not sure before it is tried",
            "run the service as root, or allow it by a polkit rule to manage " + target.unit());
  }

  private Check switcher() throws UpdateException, InterruptedException {
    String what = "the unit " + target.switcher() + " is there for the other half";
    Optional<String> obstacle = switcher.obstacle();
    return obstacle.isEmpty()
        ? Check.met(what)
        : Check.refused(Reason.ROLLBACK_NOT_PROVEN, what, obstacle.get());
  }

  private static String words(Exception failed) {
    return Optional.ofNullable(failed.getMessage()).orElse(failed.toString());
  }
}
