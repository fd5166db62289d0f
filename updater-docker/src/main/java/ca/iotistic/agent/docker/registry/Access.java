package ca.iotistic.agent.docker.registry;

import ca.iotistic.agent.http.Addresses;
import ca.iotistic.agent.http.Answer;
import ca.iotistic.agent.http.Calls;
import ca.iotistic.agent.http.Transport;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.net.URI;
import java.util.Optional;

/**
 * The way into one repository: asks as nobody first, and then shows what the registry wants to see.
 * A registry names the server that gives its tokens itself; that is how it is meant.
 */
final class Access {
  /** Reads credentials when they are wanted, not before. */
  interface Source {
    Optional<Login> login() throws UpdateException, InterruptedException;
  }

  /** What else an answer tells. */
  interface Headers {
    void of(Answer answer) throws UpdateException;
  }

  private final Calls calls;
  private final Source source;
  private final Repository repository;
  private Optional<String> authorization = Optional.empty();

  Access(Calls calls, Source source, Repository repository) {
    this.calls = calls;
    this.source = source;
    this.repository = repository;
  }

  /** The body of a success. A token may end between two pages. */
  byte[] get(URI page, Headers headers) throws UpdateException, InterruptedException {
    Answer answer = calls.get(page, authorization);
    if (answer.status() == 401 && Addresses.sameOrigin(page, answer.from())) {
      authorization = Optional.of(authorize(answer));
      answer = calls.get(page, authorization);
    }
    switch (answer.status()) {
      case 200 -> {
        headers.of(answer);
        return answer.body();
      }
      case 401, 403 -> throw denied(page, "answers " + answer.status());
      case 404 ->
          throw new UpdateException(
              Reason.NOT_FOUND,
              Addresses.hostAndPort(page)
                  + " knows no repository "
                  + repository.path()
                  + "; see docker.image");
      case 407 -> throw Transport.proxyDenied();
      default ->
          throw Transport.unavailable(
              Addresses.hostAndPort(page) + " answers " + answer.status() + " to a list of tags");
    }
  }

  private String authorize(Answer refused) throws UpdateException, InterruptedException {
    URI page = refused.from();
    Challenge challenge =
        Challenge.of(refused.headers().allValues("WWW-Authenticate"))
            .orElseThrow(() -> denied(page, "answers 401 and does not say what it wants to see"));
    Optional<Login> login = source.login();
    if (challenge.bearer()) {
      return "Bearer " + new Token(calls, repository).get(page, challenge, login);
    }
    return login
        .filter(known -> !known.isToken())
        .map(Login::basic)
        .orElseThrow(() -> denied(page, "wants a name and a password"));
  }

  private UpdateException denied(URI page, String how) {
    return denied(page, repository, how);
  }

  static UpdateException denied(URI page, Repository repository, String how) {
    return new UpdateException(
        Reason.REGISTRY_UNAUTHORIZED,
        Addresses.hostAndPort(page)
            + " does not list the tags of "
            + repository.path()
            + ": it "
            + how
            + "; set docker.registry.username and docker.registry.password_file,"
            + " docker.registry.auth_file or docker.registry.credentials_command");
  }
}
