package ca.iotistic.agent.launcher;

import ca.iotistic.agent.launcher.Console.Paint;
import java.util.ArrayList;
import java.util.List;

/**
 * How a request ended.
 *
 * @param headline one sentence
 * @param more what else somebody wants to know
 */
record Verdict(int exit, Paint paint, String headline, List<String> more) {
  Verdict {
    more = List.copyOf(more);
  }

  static Verdict good(String headline) {
    return new Verdict(Exit.DONE, Paint.GOOD, headline, List.of());
  }

  static Verdict bad(int exit, String headline, List<String> more) {
    return new Verdict(exit, Paint.BAD, headline, more);
  }

  Verdict with(String line) {
    List<String> longer = new ArrayList<>(more);
    longer.add(line);
    return new Verdict(exit, paint, headline, longer);
  }

  int tell(Console console) {
    console.out().println(console.paint(paint, headline));
    more.forEach(console.out()::println);
    return exit;
  }
}
