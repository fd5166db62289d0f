package ca.iotistic.agent.launcher;

import ca.iotistic.agent.Inspection;
import ca.iotistic.agent.launcher.Finding.Grade;
import ca.iotistic.agent.mqtt.Greeting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the broker is there and takes this device's credentials. */
final class BrokerCheck {
  private final Instant now;

  BrokerCheck(Instant now) {
    this.now = now;
  }

  List<Finding> of(Inspection inspection) throws InterruptedException {
    Optional<Greeting> greeting = inspection.broker();
    return greeting.stream().flatMap(this::findings).toList();
  }

  private Stream<Finding> findings(Greeting greeting) {
    return switch (greeting.welcome()) {
      case ACCEPTED ->
          Stream.concat(
              Stream.of(Finding.good("the broker takes this device's credentials")),
              // One that ends far away need not be talked about.
              greeting.certificateEnds().stream()
                  .map(
                      end ->
                          CertificateFile.end(
                              "a certificate of the connection to the broker", end, now))
                  .filter(finding -> finding.grade() != Grade.GOOD)
                  .map(finding -> finding.withCure("Renew it, at the broker or here.")));
      case AWAY ->
          Stream.of(
              Finding.of(Grade.CAREFUL, greeting.sentence())
                  .withCure("Until then updates come from this command line only."));
      case VISITOR_REFUSED ->
          Stream.of(
              Finding.careful(
                  "the broker is there, but takes no client id besides that of the agent",
                  "So the credentials cannot be tried from here: look whether the agent's log has"
                      + " `MQTT update listener initialized`."));
      case REFUSED -> Stream.of(Finding.of(Grade.BAD, greeting.sentence()));
    };
  }
}
