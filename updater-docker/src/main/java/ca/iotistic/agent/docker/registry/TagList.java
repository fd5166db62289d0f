package ca.iotistic.agent.docker.registry;

import ca.iotistic.agent.http.Addresses;
import ca.iotistic.agent.http.Answer;
import ca.iotistic.agent.http.Transport;
import ca.iotistic.agent.http.Words;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All pages of a list of tags, or none: a list with an end missing names the wrong newest. */
final class TagList {
  private static final int A_PAGE = 1000;
  private static final int MOST_PAGES = 100;
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern NEXT =
      Pattern.compile("<([^<>]++)>[^<>]*;\\s*+rel\\s*+=\\s*+\"?next\\b", Pattern.CASE_INSENSITIVE);

  private final Access access;
  private final List<String> tags = new ArrayList<>();
  private Optional<URI> next;

  private TagList(Access access, URI first) {
    this.access = access;
    this.next = Optional.of(first);
  }

  static List<String> read(Access access, Endpoint endpoint, Repository repository)
      throws UpdateException, InterruptedException {
    return new TagList(access, endpoint.tags(repository, A_PAGE)).all();
  }

  private List<String> all() throws UpdateException, InterruptedException {
    for (int pages = 0; next.isPresent(); pages++) {
      URI page = next.get();
      if (pages == MOST_PAGES) {
        throw Transport.unavailable(
            page + " is still not the last page of tags; remove some that nobody needs");
      }
      byte[] body = access.get(page, answer -> next = next(page, answer));
      try {
        collect(body);
      } catch (IOException broken) {
        throw new UpdateException(
            Reason.REGISTRY_UNAVAILABLE, page + " answers with something that is no tags", broken);
      }
    }
    return List.copyOf(tags);
  }

  private static Optional<URI> next(URI page, Answer answer) throws UpdateException {
    for (String link : answer.headers().allValues("Link")) {
      Matcher matcher = NEXT.matcher(link);
      if (matcher.find()) {
        return Optional.of(onSameHost(page, matcher.group(1)));
      }
    }
    return Optional.empty();
  }

  private static URI onSameHost(URI page, String link) throws UpdateException {
    try {
      // Java resolves a mere query against the folder.
      URI next = page.resolve(link.startsWith("?") ? page.getRawPath() + link : link);
      if (Addresses.sameOrigin(page, next)) {
        return next;
      }
    } catch (IllegalArgumentException broken) {
      // Told below, in the same words.
    }
    throw Transport.unavailable(
        page + " has its next page at " + Words.bounded(link) + ", another host");
  }

  /** Only the tags: what some registries put beside them is a thousand times as large. */
  private void collect(byte[] body) throws IOException {
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals("tags") && parser.currentToken() == JsonToken.START_ARRAY) {
          while (parser.nextToken() == JsonToken.VALUE_STRING) {
            tags.add(parser.getText());
          }
          if (parser.currentToken() != JsonToken.END_ARRAY) {
            throw new IOException("a tag is no text");
          }
        } else {
          parser.skipChildren();
        }
      }
    }
  }
}
