package ca.iotistic.agent.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The campaign is worth something only if it notices when a rule is gone. */
class BrokenRulesCampaignTest {
  private static final int LIMIT = 4000;
  private static final int SHOWN = 160;

  @Test
  void everyRuleBrokenOnPurposeIsFound() throws Exception {
    List<BrokenRule> unnoticed = new ArrayList<>();
    for (BrokenRule rule : BrokenRule.values()) {
      String[] found = hunt(rule);
      System.out.printf(
          "broken on purpose: %s: found after %s runs: %s%n",
          rule.says(), found[0], found[1].substring(0, Math.min(SHOWN, found[1].length())));
      if (found[1].isEmpty()) {
        unnoticed.add(rule);
      }
    }
    System.out.printf(
        "rules broken on purpose: %d, found by the campaign: %d%n",
        BrokenRule.values().length, BrokenRule.values().length - unnoticed.size());
    assertThat(unnoticed).isEmpty();
  }

  private static String[] hunt(BrokenRule rule) throws Exception {
    Map<String, byte[]> classes = rule.compile();
    Class<?> hunt = new MutatedClassLoader(classes).loadClass(Hunt.class.getName());
    Method method = hunt.getDeclaredMethod("hunt", String.class, int.class);
    method.setAccessible(true);
    return (String[]) method.invoke(null, rule.strategy().name(), LIMIT);
  }
}
