package ca.iotistic.agent.campaign;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Which runs make a campaign; the same every time. */
final class Plan {
  private static final long SEED = 20260301;
  private static final int REPEATED = 2;
  private static final int[] TIMES = {2, 3, 4, 5, 7, 12};

  private final Map<Scenario, List<Event>> clean = new EnumMap<>(Scenario.class);
  private final BrokenStrategy broken;

  private Plan(BrokenStrategy broken) {
    this.broken = broken;
  }

  /** Runs each scenario once without a fault, to learn its events. */
  static Plan learn(BrokenStrategy broken) throws IOException {
    Plan plan = new Plan(broken);
    for (Scenario scenario : Scenario.values()) {
      plan.clean.put(scenario, Run.of(plan.calm(scenario)).events());
    }
    return plan;
  }

  SimWorld.Setup calm(Scenario scenario) {
    return new SimWorld.Setup(scenario, List.of(), SEED, broken);
  }

  List<SimWorld.Setup> calm() {
    return List.of(Scenario.values()).stream().map(this::calm).toList();
  }

  /** Every event of every scenario, each fault that makes sense there. */
  List<SimWorld.Setup> singles() {
    List<SimWorld.Setup> setups = new ArrayList<>();
    for (Scenario scenario : Scenario.values()) {
      for (Event event : worthStriking(clean.getOrDefault(scenario, List.of()))) {
        for (Fault fault : Fault.values()) {
          if (fault.strikesAt(event)) {
            setups.add(struck(scenario, List.of(Strike.once(fault, event.index()))));
          }
        }
      }
    }
    return setups;
  }

  /** The same fault at the same event again and again. */
  List<SimWorld.Setup> loops() {
    List<SimWorld.Setup> setups = new ArrayList<>();
    List<Fault> repeated =
        List.of(
            Fault.KILL,
            Fault.POWER,
            Fault.RESTART,
            Fault.REMOVE_HELPER,
            Fault.REFUSED,
            Fault.DENIED,
            Fault.LOST_ANSWER,
            Fault.DISK_FULL,
            Fault.OUTAGE);
    int times = 0;
    for (Scenario scenario : Scenario.values()) {
      for (Event event : worthStriking(clean.getOrDefault(scenario, List.of()))) {
        for (Fault fault : repeated) {
          if (fault.strikesAt(event)) {
            times = times % TIMES.length + 1;
            Strike strike = new Strike(fault, event.index(), TIMES[times - 1]);
            setups.add(struck(scenario, List.of(strike)));
          }
        }
      }
    }
    return setups;
  }

  /** Two to five faults anywhere, in another order of turns each. */
  List<SimWorld.Setup> random(int runs) {
    Random chance = new Random(SEED);
    Scenario[] scenarios = Scenario.values();
    Fault[] faults = Fault.values();
    List<SimWorld.Setup> setups = new ArrayList<>();
    while (setups.size() < runs) {
      Scenario scenario = scenarios[chance.nextInt(scenarios.length)];
      int events = clean.getOrDefault(scenario, List.of()).size() + 40;
      List<Strike> strikes = new ArrayList<>();
      for (int i = 2 + chance.nextInt(4); i > 0; i--) {
        Fault fault = faults[1 + chance.nextInt(faults.length - 1)];
        strikes.add(new Strike(fault, chance.nextInt(events), 1 + chance.nextInt(3)));
      }
      setups.add(new SimWorld.Setup(scenario, strikes, chance.nextLong(), broken));
    }
    return setups;
  }

  private SimWorld.Setup struck(Scenario scenario, List<Strike> strikes) {
    return new SimWorld.Setup(scenario, strikes, SEED, broken);
  }

  /** Of what happens again and again, like a confirmation every two seconds, the first times. */
  private static List<Event> worthStriking(List<Event> events) {
    Map<String, Integer> seen = new HashMap<>();
    return events.stream()
        .filter(
            event ->
                seen.merge(event.label(), 1, Integer::sum)
                    <= (event.act().equals("write journal.json") ? Integer.MAX_VALUE : REPEATED))
        .toList();
  }
}
