package ca.iotistic.agent.systemd.release;

import ca.iotistic.agent.http.Words;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code sha256sum} has written, and nothing else: one line that is something else spoils the
 * whole file. A page of some portal on the way is no list of checksums.
 */
record Checksums(URI from, Map<String, String> byName) {
  static final String NAME = "SHA256SUMS";
  static final int LARGEST = 1 << 20;

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *]([!-.0-~]{1,255})");

  Checksums {
    byName = Map.copyOf(byName);
  }

  static Checksums parse(URI from, byte[] bytes) throws UpdateException {
    Map<String, String> byName = new TreeMap<>();
    int number = 0;
    for (String line : lines(from, bytes)) {
      number++;
      Matcher entry = LINE.matcher(line);
      if (!entry.matches()) {
        throw broken(from, "line " + number + " is \"" + Words.bounded(line) + "\"");
      }
      String other = byName.putIfAbsent(entry.group(2), entry.group(1));
      if (other != null && !other.equals(entry.group(1))) {
        throw new UpdateException(
            Reason.DIGEST_MISMATCH,
            from + " has two different checksums of " + entry.group(2) + "; publish it anew");
      }
    }
    return new Checksums(from, byName);
  }

  private static String[] lines(URI from, byte[] bytes) throws UpdateException {
    String text;
    try {
      text = StandardCharsets.US_ASCII.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException binary) {
      throw broken(from, "it is no plain text");
    }
    if (text.indexOf('\r') >= 0) {
      throw broken(from, "its lines end as on Windows");
    }
    if (text.isEmpty()) {
      throw broken(from, "it is empty");
    }
    return (text.endsWith("\n") ? text.substring(0, text.length() - 1) : text).split("\n", -1);
  }

  private static UpdateException broken(URI from, String how) {
    return new UpdateException(
        Reason.REGISTRY_UNAVAILABLE,
        from
            + " is no list of checksums: "
            + how
            + "; make it with sha256sum in the folder of the files, and see that nothing on the way"
            + " answers in the server's place");
  }

  /** {@code sha256:…} of a file of the release. */
  String digest(String name) throws UpdateException {
    return Optional.ofNullable(byName.get(name))
        .map(hex -> "sha256:" + hex)
        .orElseThrow(
            () ->
                new UpdateException(
                    Reason.NOT_FOUND,
                    from
                        + " has no "
                        + name
                        + " but "
                        + Words.bounded(String.join(", ", new TreeMap<>(byName).keySet()))
                        + "; publish it, or set "
                        + Layout.ARTIFACT
                        + " to what it is called"));
  }
}
