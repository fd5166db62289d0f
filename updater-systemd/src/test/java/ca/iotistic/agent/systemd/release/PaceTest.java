package ca.iotistic.agent.systemd.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.io.ManualTime;
import java.net.URI;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class PaceTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private final ManualTime time = new ManualTime("2026-11-10T02:00:00Z");

  private Pace pace(long least, OptionalLong most) {
    return new Pace(
        new DownloadSettings(Duration.ofHours(6), least, most, 10, 1 << 20),
        time,
        URI.create("https://h/file"));
  }

  private void seconds(Pace pace, int seconds, int bytes) throws Exception {
    for (int i = 0; i < seconds; i++) {
      pace.came(bytes / 2);
      pace.came(bytes - bytes / 2);
      time.pass(SECOND);
    }
  }

  @Test
  void whatIsJustFastEnoughGoesOn() throws Exception {
    Pace pace = pace(1024, OptionalLong.empty());
    seconds(pace, 600, 1024);
  }

  @Test
  void aMinuteOfDripsIsTooSlow() throws Exception {
    Pace pace = pace(1024, OptionalLong.empty());
    seconds(pace, 60, 1000);
    assertThatThrownBy(() -> seconds(pace, 1, 1000))
        .isInstanceOfSatisfying(PassingException.class, slow -> assertThat(slow.slow()).isTrue())
        .hasMessageContaining("https://h/file comes too slowly");
  }

  @Test
  void aGoodBeginningDoesNotExcuseAStandstill() throws Exception {
    Pace pace = pace(1024, OptionalLong.empty());
    seconds(pace, 100, 1 << 20);
    seconds(pace, 60, 0);
    assertThatThrownBy(() -> seconds(pace, 1, 0)).isInstanceOf(PassingException.class);
  }

  @Test
  void theTimeThatThisSideSleepsIsNoSlowness() throws Exception {
    Pace pace = pace(1024, OptionalLong.of(1024));
    Duration before = time.uptime();
    for (int i = 0; i < 100; i++) {
      pace.came(16 << 10);
    }
    assertThat(time.uptime().minus(before)).isEqualTo(Duration.ofSeconds(1600));
  }
}
