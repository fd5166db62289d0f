package ca.iotistic.fleet.rollout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** Who is in which stage. */
final class Shares {
  private Shares() {}

  /**
   * Tags first, in the order of the stages; then shares of the rest. A share that would be empty
   * has one, as long as there is one: a canary that does not exist warns nobody. Not always the
   * same devices are the canaries.
   *
   * @param salt what makes it different each time
   */
  static Map<String, Integer> of(
      List<String> uuids, List<Stage> stages, BiPredicate<String, String> tagged, long salt) {
    Map<String, Integer> shares = new LinkedHashMap<>();
    List<String> rest = new ArrayList<>(uuids);
    for (int i = 0; i < stages.size(); i++) {
      int stage = i;
      stages
          .get(i)
          .tag()
          .ifPresent(
              tag ->
                  rest.removeIf(
                      uuid -> {
                        boolean taken = tagged.test(uuid, tag);
                        if (taken) {
                          shares.put(uuid, stage);
                        }
                        return taken;
                      }));
    }
    rest.sort(Comparator.comparing((String uuid) -> mixed(uuid, salt)).thenComparing(uuid -> uuid));
    int percent = 0;
    int from = 0;
    for (int i = 0; i < stages.size(); i++) {
      if (stages.get(i).percent().isEmpty()) {
        continue;
      }
      percent += stages.get(i).percent().get();
      int to =
          Math.max(Math.min(from + 1, rest.size()), (int) ((long) rest.size() * percent / 100));
      for (String uuid : rest.subList(from, to)) {
        shares.put(uuid, i);
      }
      from = to;
    }
    return shares;
  }

  /** SplitMix64 of the name and the salt. */
  private static long mixed(String uuid, long salt) {
    long z = uuid.hashCode() * 0x9E3779B97F4A7C15L + salt;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
