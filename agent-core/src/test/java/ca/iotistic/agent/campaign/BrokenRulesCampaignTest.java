package ca.iotistic.agent.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BrokenRulesCampaignTest {
  private static final int LIMIT = 4000;
  private static final int SHOWN = 300;

  @ParameterizedTest
  @EnumSource(BrokenRule.class)
  void isFoundByTheCampaign(BrokenRule rule) throws Exception {
    String[] found = hunt(rule);
    System.out.printf(
        "broken on purpose: %s: found after %s runs: %s%n",
        rule.says(), found[0], found[1].substring(0, Math.min(SHOWN, found[1].length())));
    assertThat(found[1]).as("rule: " + rule.says()).isNotEmpty();
  }

  private static String[] hunt(BrokenRule rule) throws Exception {
    Map<String, byte[]> classes = rule.compile();
    Class<?> hunt = new MutatedClassLoader(classes).loadClass(Hunt.class.getName());
    Method method = hunt.getDeclaredMethod("hunt", String.class, int.class);
    method.setAccessible(true);
    return (String[]) method.invoke(null, rule.strategy().name(), LIMIT);
  }
}
