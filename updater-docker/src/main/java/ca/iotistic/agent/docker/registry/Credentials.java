package ca.iotistic.agent.docker.registry;

import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Credentials for one host and for no other, read anew at each use and kept nowhere: {@code
 * docker.registry.username} with its password file, else what {@code
 * docker.registry.credentials_command} prints, else {@code docker.registry.auth_file}.
 */
public final class Credentials {
  static final String USERNAME = "docker.registry.username";
  static final String PASSWORD_FILE = "docker.registry.password_file";

  private final Environment environment;
  private final LoginCommand command;
  private final LoginFile file;

  public Credentials(Environment environment) {
    this.environment = environment;
    this.command = new LoginCommand(environment, System.getenv());
    this.file = new LoginFile(environment);
  }

  /** For the host that the images come from; empty if there are none for it. */
  public Optional<Login> forRegistry(String host) throws UpdateException, InterruptedException {
    String username = environment.setting(USERNAME, "");
    return username.isEmpty() ? forMirror(host) : Optional.of(Login.of(username, password()));
  }

  /** A name and a password are the registry's own; the other two name their host. */
  Optional<Login> forMirror(String host) throws UpdateException, InterruptedException {
    Optional<Login> printed = command.login(host);
    return printed.isPresent() ? printed : file.login(host);
  }

  private String password() throws UpdateException {
    String name = environment.setting(PASSWORD_FILE, "");
    if (name.isEmpty()) {
      throw unusable(
          USERNAME + " is set and " + PASSWORD_FILE + " is not: name the file with the password");
    }
    return read(PASSWORD_FILE, name).stripTrailing();
  }

  static String read(String setting, String name) throws UpdateException {
    try {
      return Files.readString(Path.of(name));
    } catch (IOException | InvalidPathException unreadable) {
      throw new UpdateException(
          Reason.REGISTRY_UNAUTHORIZED,
          setting + " " + name + " cannot be read: see that it is there and readable",
          unreadable);
    }
  }

  static UpdateException unusable(String message) {
    return new UpdateException(Reason.REGISTRY_UNAUTHORIZED, message);
  }
}
