package ca.iotistic.agent.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CrashCampaignTest {
  private static final int RANDOM = 2500;
  private static final int SHOWN = 12;

  @Test
  void aDeviceNeverStaysWithoutAnAgent() throws Exception {
    long begin = System.nanoTime();
    Plan plan = Plan.learn(BrokenStrategy.NONE);
    Campaign campaign = new Campaign();
    campaign.run(plan.calm());
    int singles = campaign.run(plan.singles());
    int loops = campaign.run(plan.loops());
    int random = campaign.run(plan.random(RANDOM));
    System.out.printf(
        "crash campaign: runs=%d (single faults %d, crash loops %d, random sets %d) failures=%d,"
            + " at most %d journal writes, longest recovery %d s of simulated time, took %d s%n",
        campaign.runs(),
        singles,
        loops,
        random,
        campaign.failures().size(),
        campaign.mostWrites(),
        campaign.longestRecovery() / 1000,
        Duration.ofNanos(System.nanoTime() - begin).toSeconds());
    assertThat(campaign.failures()).as(() -> first(campaign)).isEmpty();
  }

  private static String first(Campaign campaign) {
    return campaign.failures().stream()
        .limit(SHOWN)
        .collect(Collectors.joining("\n", "the first failures:\n", "\n"));
  }
}
