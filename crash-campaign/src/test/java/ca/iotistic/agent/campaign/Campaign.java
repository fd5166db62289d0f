package ca.iotistic.agent.campaign;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs many devices, as many at a time as there are processors, and adds up what came of them. */
final class Campaign {
  private final List<String> failures = new ArrayList<>();
  private final Map<String, Integer> endings = new TreeMap<>();
  private int runs;
  private int mostWrites;
  private long longestRecovery;
  private String slowest = "";

  /** Returns how many it ran. */
  int run(List<SimWorld.Setup> setups) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Future<Run.Result>> results = new ArrayList<>();
      for (SimWorld.Setup setup : setups) {
        results.add(pool.submit(() -> Run.of(setup)));
      }
      for (int i = 0; i < setups.size(); i++) {
        count(setups.get(i), get(results.get(i)));
      }
      return setups.size();
    } finally {
      pool.shutdownNow();
    }
  }

  private static Run.Result get(Future<Run.Result> result) throws InterruptedException {
    try {
      return result.get();
    } catch (ExecutionException broken) {
      throw new IllegalStateException("the simulation is broken", broken.getCause());
    }
  }

  private void count(SimWorld.Setup setup, Run.Result result) {
    runs++;
    mostWrites = Math.max(mostWrites, result.phases().size());
    if (result.recovery() > longestRecovery) {
      longestRecovery = result.recovery();
      slowest = setup.toString();
    }
    endings.merge(setup.scenario() + ": " + result.ending(), 1, Integer::sum);
    Judge.problem(setup, result).ifPresent(failures::add);
  }

  /** One device after the other until a rule is seen broken. */
  static String[] firstFailure(List<SimWorld.Setup> setups) throws IOException {
    int runs = 0;
    for (SimWorld.Setup setup : setups) {
      runs++;
      var problem = Judge.problem(setup, Run.of(setup));
      if (problem.isPresent()) {
        return new String[] {String.valueOf(runs), problem.get()};
      }
    }
    return new String[] {String.valueOf(runs), ""};
  }

  List<String> failures() {
    return failures;
  }

  Map<String, Integer> endings() {
    return endings;
  }

  int runs() {
    return runs;
  }

  int mostWrites() {
    return mostWrites;
  }

  long longestRecovery() {
    return longestRecovery;
  }

  String slowest() {
    return slowest;
  }
}
