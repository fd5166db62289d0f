package ca.iotistic.agent.systemd.release;

import ca.iotistic.agent.http.Response;
import ca.iotistic.agent.http.Transport;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.net.URI;

/** What an answer means that is not what was asked for and will not be, with the cure. */
final class Refusal {
  private Refusal() {}

  /**
   * @param file what was asked for; never where that led to, since there may be a secret in it
   */
  static UpdateException of(URI file, Response answer, Token token) {
    int status = answer.status();
    return switch (status) {
      case 401, 403 ->
          new UpdateException(
              Reason.REGISTRY_UNAUTHORIZED,
              file
                  + " is not given to this device ("
                  + status
                  + "); "
                  + (token.isSet()
                      ? "see that the token in the file of " + Token.SETTING + " may read it"
                      : "name a file with a token in " + Token.SETTING));
      case 404, 410 ->
          new UpdateException(
              Reason.NOT_FOUND,
              "there is no "
                  + file
                  + " ("
                  + status
                  + "); publish it, or see "
                  + Layout.RELEASES
                  + (token.isSet() ? "" : ", and " + Token.SETTING + " if it is not public"));
      case 407 -> Transport.proxyDenied();
      default -> Transport.unavailable(file + " is answered with " + status);
    };
  }
}
