package ca.iotistic.agent.launcher;

import ca.iotistic.agent.spi.Check;
import java.util.Locale;

/**
 * One thing that the doctor has looked at.
 *
 * @param reason of the wire, empty if an update would not be refused for it
 * @param cure what to do, in whole sentences; empty if all is well
 */
record Finding(Grade grade, String what, String reason, String cure) {
  enum Grade {
    GOOD,
    CAREFUL,
    BAD
  }

  static Finding good(String what) {
    return new Finding(Grade.GOOD, what, "", "");
  }

  static Finding careful(String what, String cure) {
    return new Finding(Grade.CAREFUL, what, "", cure);
  }

  static Finding bad(String what, String reason, String cure) {
    return new Finding(Grade.BAD, what, reason, cure);
  }

  static Finding of(Check check) {
    return check
        .refusal()
        .map(refusal -> bad("not so: " + check.what(), refusal.wire(), sentence(check.cure())))
        .orElseGet(
            () ->
                check.cure().isEmpty()
                    ? good(check.what())
                    : careful(check.what(), sentence(check.cure())));
  }

  /** Of a sentence like "what failed: what to do". */
  static Finding of(Grade grade, String said) {
    int colon = said.indexOf(": ");
    return colon < 0
        ? new Finding(grade, said, "", "")
        : new Finding(
            grade, said.substring(0, colon), "", sentence(said.substring(colon + 2)) + ".");
  }

  Finding withCure(String more) {
    return new Finding(grade, what, reason, (cure + " " + more).strip());
  }

  /** What has to be typed stays as it is. */
  static String sentence(String text) {
    return text.matches("[a-z]+ .*") && !text.startsWith("docker ")
        ? text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1)
        : text;
  }
}
