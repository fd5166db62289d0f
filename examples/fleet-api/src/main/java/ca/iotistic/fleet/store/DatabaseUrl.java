package ca.iotistic.fleet.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Where the database is: {@code postgresql://USER:PASSWORD@HOST:PORT/NAME}, or JDBC's form. */
public record DatabaseUrl(String jdbc, Optional<String> user, Optional<String> password) {
  private static final String FORM =
      "FLEET_DATABASE_URL is no address of a database: write"
          + " postgresql://USER:PASSWORD@HOST:5432/NAME, with special characters as %XX";

  /** Takes what people and platforms write; what was written is never repeated in a complaint. */
  public static DatabaseUrl parse(String text) {
    if (text.startsWith("jdbc:postgresql:")) {
      return new DatabaseUrl(text, Optional.empty(), Optional.empty());
    }
    URI uri = uri(text);
    boolean known = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
    String path = uri.getRawPath();
    if (!known || uri.getHost() == null || path == null || path.length() < 2) {
      throw new IllegalArgumentException(FORM);
    }
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    int port = uri.getPort() < 0 ? 5432 : uri.getPort();
    Optional<String[]> login =
        Optional.ofNullable(uri.getRawUserInfo()).map(info -> info.split(":", 2));
    return new DatabaseUrl(
        "jdbc:postgresql://" + uri.getHost() + ":" + port + path + query,
        login.map(parts -> decoded(parts[0])),
        login.filter(parts -> parts.length > 1).map(parts -> decoded(parts[1])));
  }

  /** Without the password. */
  @Override
  public String toString() {
    return jdbc.replaceFirst("\\?.*", "") + user.map(name -> " as " + name).orElse("");
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException broken) {
      // Not as the cause: its message has the text in it.
      throw new IllegalArgumentException(FORM);
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
