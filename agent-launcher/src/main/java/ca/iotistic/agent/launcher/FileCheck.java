package ca.iotistic.agent.launcher;

import ca.iotistic.agent.launcher.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files that the configuration names: readable, secret where they have to be, not at an end.
 */
final class FileCheck {
  private static final List<String> SECRET =
      List.of(
          "mqtt.password_file",
          "mqtt.key",
          "docker.registry.password_file",
          "docker.registry.auth_file",
          "systemd.token_file");
  private static final List<String> AUTHORITIES =
      List.of("mqtt.ca", "docker.registry.ca", "systemd.ca");
  private static final String OWN = "mqtt.cert";

  /** Where Docker mounts secrets: everybody in the container may read them, and nobody is there. */
  private static final Path MOUNTED_SECRETS = Path.of("/run/secrets");

  private final Configuration configuration;
  private final Instant now;
  private final List<Finding> findings = new ArrayList<>();

  FileCheck(Configuration configuration, Instant now) {
    this.configuration = configuration;
    this.now = now;
  }

  List<Finding> all() {
    SECRET.forEach(key -> readable(key).ifPresent(file -> secret(key, file)));
    AUTHORITIES.forEach(key -> readable(key).ifPresent(file -> certificates(key, file)));
    readable(OWN).ifPresent(file -> certificates(OWN, file));
    return findings;
  }

  private Optional<Path> readable(String key) {
    Optional<Path> file = configuration.get(key).map(Path::of);
    if (file.isEmpty() || (Files.isReadable(file.get()) && !Files.isDirectory(file.get()))) {
      return file;
    }
    findings.add(
        Finding.bad(
            key + ": " + file.get() + " cannot be read",
            "",
            Files.isDirectory(file.get())
                ? "It is a directory; name the file in it."
                : Files.exists(file.get())
                    ? "Give the user of the agent the right to read it."
                    : "There is no such file; put it there, or correct " + key + "."));
    return Optional.empty();
  }

  private void secret(String key, Path file) {
    try {
      boolean open =
          Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)
              && !file.startsWith(MOUNTED_SECRETS);
      findings.add(
          open
              ? Finding.careful(
                  key + ": everybody on this machine may read " + file, "chmod o= " + file)
              : Finding.good(key + ": " + file + " can be read, and not by everybody"));
    } catch (IOException | UnsupportedOperationException noRights) {
      findings.add(Finding.good(key + ": " + file + " can be read"));
    }
  }

  private void certificates(String key, Path file) {
    try {
      CertificateFile certificates = CertificateFile.read(file);
      findings.add(
          key.equals(OWN) ? certificates.firstEnd(key, now) : certificates.lastEnd(key, now));
    } catch (IOException | CertificateException broken) {
      findings.add(
          Finding.bad(
              key + ": there is no certificate that can be read in " + file,
              "",
              "It has to be a PEM file, with -----BEGIN CERTIFICATE----- in it; copy it again."));
    }
  }
}
