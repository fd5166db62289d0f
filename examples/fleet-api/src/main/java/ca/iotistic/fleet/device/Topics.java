package ca.iotistic.fleet.device;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The topics of devices: commands go out under one base, statuses are heard under both bases that
 * devices use, and under ours if it is a third.
 */
public final class Topics {
  public static final String DEFAULT = "agent/{uuid}";
  private static final String LONG = "iot/device/{uuid}/agent";
  private static final String UUID = "{uuid}";
  private static final Pattern BASE =
      Pattern.compile("[^+#\\p{Cntrl}{}]*\\{uuid}[^+#\\p{Cntrl}{}]*");

  private final String base;
  private final Set<String> heard;
  private final List<Pattern> forms;

  /** A topic of a device; {@code leaf} is {@code status} or {@code state}. */
  public record Address(String device, String leaf) {}

  private Topics(String base) {
    this.base = base;
    this.heard = new LinkedHashSet<>(List.of(DEFAULT, LONG, base));
    this.forms = heard.stream().map(Topics::form).toList();
  }

  public static Topics of(String base) {
    if (!BASE.matcher(base).matches()
        || base.startsWith("$")
        || base.endsWith("/")
        || !List.of(base.split("/", -1)).contains(UUID)) {
      throw new IllegalArgumentException(
          "FLEET_TOPIC_BASE \""
              + base
              + "\" is none: write agent/{uuid} or"
              + " iot/device/{uuid}/agent, with {uuid} as one level of it, no + and no #");
    }
    return new Topics(base);
  }

  /** Where commands for that device go. */
  public String update(String device) {
    return base.replace(UUID, device) + "/update";
  }

  /** All bases in use, with {@code {uuid}} in them. */
  public Set<String> bases() {
    return Set.copyOf(heard);
  }

  public List<String> filters(String leaf) {
    return heard.stream().map(one -> one.replace(UUID, "+") + "/" + leaf).toList();
  }

  /** Whose topic that is; empty if it is no device's, or of nobody who could be one. */
  public Optional<Address> parse(String topic) {
    return forms.stream()
        .map(form -> form.matcher(topic))
        .filter(Matcher::matches)
        .map(matched -> new Address(matched.group(1), matched.group(2)))
        .filter(address -> Device.isUuid(address.device()))
        .findFirst();
  }

  private static Pattern form(String base) {
    int at = base.indexOf(UUID);
    return Pattern.compile(
        Pattern.quote(base.substring(0, at))
            + "([^/]+)"
            + Pattern.quote(base.substring(at + UUID.length()))
            + "/(status|state)");
  }
}
