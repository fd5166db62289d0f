package ca.iotistic.agent.launcher;

import ca.iotistic.agent.Inspection;
import ca.iotistic.agent.schedule.Outlook;
import ca.iotistic.agent.schedule.Window.Opening;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What time it is here, whether that is believed, and when updates may start. */
final class ClockCheck {
  private static final String SET =
      "Set the clock, and have it kept right by NTP: timedatectl set-ntp true. Updates without a"
          + " time are installed all the same.";

  private ClockCheck() {}

  static List<Finding> of(Inspection inspection) {
    try {
      Outlook outlook = inspection.outlook();
      List<Finding> findings = new ArrayList<>();
      findings.add(clock(outlook));
      outlook.opening().map(opening -> window(opening, outlook)).ifPresent(findings::add);
      return findings;
    } catch (IOException unreadable) {
      return List.of(
          Finding.careful(
              "what the agent thinks of the clock cannot be read (" + unreadable.getMessage() + ")",
              "Run this as the user of the agent: root, or with sudo."));
    }
  }

  private static Finding clock(Outlook outlook) {
    String shows = "the clock shows " + in(outlook.zone(), outlook.now());
    if (outlook.now().isBefore(outlook.floor())) {
      return Finding.bad(
          shows + ", but " + in(outlook.zone(), outlook.floor()) + " has passed already", "", SET);
    }
    if (outlook.jumped()) {
      return Finding.careful(
          shows + ", but it has jumped, so that it is not believed yet",
          "What is scheduled waits until the clock has been steady for an hour. " + SET);
    }
    return Finding.good(shows + ", zone " + outlook.zone());
  }

  private static Finding window(Opening opening, Outlook outlook) {
    ZoneId zone = outlook.zone();
    return Finding.good(
        opening.contains(outlook.now())
            ? "the update window is open, until " + in(zone, opening.end())
            : "the update window opens on "
                + in(zone, opening.begin())
                + ", until "
                + in(zone, opening.end()));
  }

  private static String in(ZoneId zone, Instant moment) {
    return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss z", Locale.ROOT)
        .format(moment.atZone(zone));
  }
}
