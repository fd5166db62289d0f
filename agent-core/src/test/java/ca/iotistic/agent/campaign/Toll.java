package ca.iotistic.agent.campaign;

/** What a single mishap may cost a good update, and by which rule. */
final class Toll {
  private Toll() {}

  static boolean allows(SimWorld.Setup setup, Run.Result result) {
    return switch (setup.strikes().get(0).fault()) {
      // Nobody can say any more what was wanted, so the old one is put back.
      case LOSE_JOURNAL -> true;
      default -> false;
    };
  }
}
