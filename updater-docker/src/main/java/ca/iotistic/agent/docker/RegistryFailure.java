package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.util.List;
import java.util.Locale;

/**
 * What it means that the engine could not get something from a registry. By the status where it
 * tells; but engines answer 500 to missing credentials and 404 to denied access, so that the
 * registry's own words are looked at too.
 */
final class RegistryFailure {
  private static final List<String> UNAUTHORIZED =
      List.of(
          "unauthorized",
          "authentication required",
          "no basic auth credentials",
          "access denied",
          "access to the resource is denied",
          "incorrect username or password",
          "401",
          "403 forbidden");

  private RegistryFailure() {}

  static Reason reason(EngineException failed) {
    String words = failed.engineMessage().toLowerCase(Locale.ROOT);
    if (UNAUTHORIZED.stream().anyMatch(words::contains)) {
      return Reason.REGISTRY_UNAUTHORIZED;
    }
    return switch (failed.kind()) {
      case NOT_FOUND -> Reason.NOT_FOUND;
      case DENIED -> Reason.PLATFORM_DENIED;
      case UNREACHABLE -> Reason.PLATFORM_UNAVAILABLE;
      case CONFLICT, BAD_REQUEST, SERVER, UNKNOWN ->
          words.contains("manifest unknown") || words.contains("name unknown")
              ? Reason.NOT_FOUND
              : Reason.REGISTRY_UNAVAILABLE;
    };
  }

  static UpdateException of(EngineException failed, String reference) {
    Reason reason = reason(failed);
    UpdateException plain = failed.toUpdate(reason, "fetching " + reference);
    if (plain.reason() == Reason.DISK_FULL) {
      return plain;
    }
    String host = ImageRef.parse(reference).map(ImageRef::host).orElse("the registry");
    String said = " (" + failed.engineMessage() + ")";
    return switch (reason) {
      case NOT_FOUND ->
          new UpdateException(
              reason,
              "there is no image " + reference + said + "; check that the version was pushed",
              failed);
      case REGISTRY_UNAUTHORIZED ->
          new UpdateException(
              reason,
              host
                  + " does not give "
                  + reference
                  + said
                  + "; set docker.registry.username and docker.registry.password_file, or"
                  + " docker.registry.auth_file",
              failed);
      case REGISTRY_UNAVAILABLE ->
          new UpdateException(
              reason,
              host
                  + " cannot be asked for "
                  + reference
                  + said
                  + "; see that the device reaches it",
              failed);
      default -> plain;
    };
  }
}
