package ca.iotistic.agent.schedule;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/**
 * The configuration of {@code schedule}.
 *
 * @param device its uuid: part of where in a spread this device falls
 * @param window switches happen only inside it
 * @param zone for what is shown; the window has its own copy
 * @param jitter spreads the switches of a fleet
 * @param prepareAhead how long before its time an artifact may be fetched
 */
public record Plan(
    String device, Optional<Window> window, ZoneId zone, Duration jitter, Duration prepareAhead) {}
