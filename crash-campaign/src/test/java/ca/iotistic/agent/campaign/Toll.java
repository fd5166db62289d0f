package ca.iotistic.agent.campaign;

/** What a single mishap may cost a good update, and by which rule. */
final class Toll {
  private Toll() {}

  static boolean allows(SimWorld.Setup setup, Run.Result result) {
    if (setup.scenario() == Scenario.FALLS_SILENT
        && result.ending().equals("not_connected rolled back")) {
      return true;
    }
    Strike strike = setup.strikes().get(0);
    String who = result.events().get(strike.at()).who();
    return switch (strike.fault()) {
      // Nobody can say any more what was wanted, so the old one is put back.
      case LOSE_JOURNAL -> true;
      // The new version must stay up for all of the time that it is watched.
      case KILL, KILL_AGENT -> !who.equals("old") && result.ending().startsWith("crashed");
      // Nothing is touched on a platform that does not answer.
      case LONG_OUTAGE -> result.ending().equals("platform_unavailable");
      // A switcher that does not pick up within a minute is fenced.
      case REMOVE_HELPER, LINGER, OVERTAKEN -> result.ending().equals("start_failed");
      case STALL, BRINK ->
          result.ending().equals("start_failed")
              || (who.equals("new") && result.ending().startsWith("not_connected"));
      case DENIED -> result.ending().startsWith("platform_denied");
      case DISK_FULL -> result.ending().startsWith("disk_full");
      default -> false;
    };
  }
}
