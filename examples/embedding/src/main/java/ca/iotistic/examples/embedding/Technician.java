package ca.iotistic.examples.embedding;

import ca.iotistic.agent.Guard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Somebody who works at the station and must not have it replaced under their hands: there as long
 * as a file is.
 */
final class Technician implements Guard {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final Path sign;

  Technician(Path sign) {
    this.sign = sign;
  }

  @Override
  public Answer ask(Switch planned) {
    return Files.exists(sign)
        ? new NotNow("somebody works at the station: " + sign + " is there", LOOK_AGAIN)
        : new Go();
  }
}
