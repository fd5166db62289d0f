package ca.iotistic.agent.systemd.release;

import ca.iotistic.agent.http.Transport;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.UpdateException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Where the files of releases lie below one address: as on GitHub, whoever serves them.
 *
 * @param base without a slash at the end
 * @param artifact the pattern of {@code systemd.artifact}
 */
record Layout(URI base, String artifact) {
  static final String RELEASES = "systemd.releases";
  static final String PRESET = "https://github.com/Iotistica/iotistic";
  static final String ARTIFACT = "systemd.artifact";

  private static final String FOLDER = "file";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~-]{0,199}");

  static Layout of(Environment environment) throws UpdateException {
    String text = environment.setting(RELEASES, PRESET);
    try {
      URI base = new URI(text.strip().replaceFirst("/+$", ""));
      if (fits(base)) {
        return new Layout(
            base, environment.setting(ARTIFACT, "iotistic-agent-linux-{arch}").strip());
      }
    } catch (URISyntaxException broken) {
      // Told below, in the same words.
    }
    throw Transport.unavailable(
        RELEASES
            + " "
            + text
            + " is no address of releases: write https://HOST/PATH, or file:///FOLDER");
  }

  private static boolean fits(URI base) {
    return switch (String.valueOf(base.getScheme())) {
      case "https", "http" ->
          base.getHost() != null && base.getUserInfo() == null && base.getRawQuery() == null;
      case FOLDER -> base.getAuthority() == null && base.getPath().startsWith("/");
      default -> false;
    };
  }

  static boolean isFolder(URI address) {
    return FOLDER.equals(address.getScheme());
  }

  /** Sends to the page of the latest release. */
  URI latest() {
    return URI.create(base + "/releases/latest");
  }

  /** What holds a folder for each version. */
  URI downloads() {
    return URI.create(base + "/releases/download");
  }

  URI file(String version, String name) {
    return URI.create(downloads() + "/v" + encoded(version) + "/" + encoded(name));
  }

  /** The name of what is installed on this machine. */
  String artifact(String version) throws UpdateException {
    String name =
        artifact.replace("{arch}", Architecture.ofThisMachine()).replace("{version}", version);
    if (!NAME.matcher(name).matches()) {
      throw Transport.unavailable(
          ARTIFACT + " makes \"" + name + "\", which is no name of a file; see its {…}");
    }
    return name;
  }

  /** A {@code +} would be a space to some servers. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
