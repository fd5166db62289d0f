package ca.iotistic.fleet.device;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A device as it is registered.
 *
 * @param zone IANA name; absent: the one that the device reports, else UTC
 */
public record Device(
    String uuid,
    String deviceName,
    String deviceType,
    List<String> tags,
    Optional<String> zone,
    boolean active) {
  private static final Pattern UUID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}");
  private static final int LONGEST_NAME = 128;
  private static final int MOST_TAGS = 32;
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  public Device {
    if (!isUuid(uuid)) {
      throw new IllegalArgumentException(
          "\"uuid\" must be 1 to 64 letters, digits and . _ : -, and begin with a letter or digit");
    }
    text("deviceName", deviceName);
    text("deviceType", deviceType);
    tags = List.copyOf(tags);
    if (tags.size() > MOST_TAGS) {
      throw new IllegalArgumentException("\"tags\" must have " + MOST_TAGS + " members at most");
    }
    tags.forEach(tag -> text("tags", tag));
    zone.ifPresent(Device::requireZone);
  }

  /** Whether it is fit for a level of a topic, an access list and a path. */
  public static boolean isUuid(String text) {
    return UUID.matcher(text).matches();
  }

  /** Of a zone's name; empty if there is none by that name. */
  public static Optional<ZoneId> zone(String name) {
    try {
      return Optional.of(ZoneId.of(name));
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }

  private static void requireZone(String name) {
    if (zone(name).isEmpty()) {
      throw new IllegalArgumentException(
          "\"zone\" must be the IANA name of a time zone, like America/Toronto");
    }
  }

  private static void text(String name, String value) {
    if (value.isBlank()
        || value.codePointCount(0, value.length()) > LONGEST_NAME
        || INVISIBLE.matcher(value).find()) {
      throw new IllegalArgumentException(
          "\"" + name + "\" must be 1 to " + LONGEST_NAME + " characters, none of them invisible");
    }
  }
}
