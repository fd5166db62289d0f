package ca.iotistic.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.spi.Reason;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Payloads nobody thought of. */
final class CommandParserFuzzTest {
  private static final int RUNS = 100_000;
  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\\",
    "\\u00",
    "\\ud800",
    "null",
    "true",
    "1e9",
    "-0",
    "\0",
    "\"action\"",
    "\"update\"",
    "\"version\"",
    "\"latest\"",
    "\"id\"",
    "\"digest\"",
    "\"jws\"",
    "é"
  };

  @Test
  void noPayloadGetsAnExceptionOutOfTheParser() {
    Random random = new Random(20251110);
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(
        ("{\"action\":\"update\",\"version\":\"1.0.6\",\"id\":\"c-1\",\"force\":true,"
                + "\"scheduled_time\":\"2025-11-10T02:00:00Z\",\"timestamp\":1699564800000,"
                + "\"expires\":\"2025-12-10T02:00:00+01:00\",\"digest\":{\"linux-amd64\":\"sha256:"
                + "0a".repeat(32)
                + "\"},\"jws\":[\"a.b.c\"]}")
            .getBytes(StandardCharsets.UTF_8));
    MalformedCommands.all().stream()
        .map(MalformedCommands.Malformed::payload)
        .filter(payload -> payload.length < 1000)
        .forEach(seeds::add);
    EnumSet<Reason> seen = EnumSet.noneOf(Reason.class);
    int accepted = 0;
    int faults = 0;
    int shortest = Integer.MAX_VALUE;
    int longest = 0;
    long before = 0;
    for (int i = 0; i < RUNS; i++) {
      if (i == RUNS / 10) {
        before = used();
      }
      Parsed parsed = CommandParser.parse(payload(random, seeds));
      if (parsed instanceof Parsed.Refused refused) {
        seen.add(refused.reason());
        shortest = Math.min(shortest, refused.error().length());
        longest = Math.max(longest, refused.error().length());
        faults += refused.error().contains("fault of the agent") ? 1 : 0;
      } else if (parsed instanceof Parsed.Accepted) {
        accepted++;
      }
    }
    assertThat(faults).isZero();
    assertThat(shortest).isGreaterThan(20);
    assertThat(longest).isLessThanOrEqualTo(512);
    assertThat(used() - before).as("bytes kept by 90 000 payloads").isLessThan(4 << 20);
    assertThat(accepted).isGreaterThan(100);
    assertThat(seen).contains(Reason.INVALID_JSON, Reason.INVALID_ENCODING, Reason.INVALID_FIELD);
  }

  private static byte[] payload(Random random, List<byte[]> seeds) {
    return switch (random.nextInt(4)) {
      case 0 -> bytes(random);
      case 1 -> pieces(random);
      default ->
          mutated(random, seeds.get(random.nextInt(4) == 0 ? random.nextInt(seeds.size()) : 0));
    };
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(64)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] pieces(Random random) {
    StringBuilder out = new StringBuilder("{");
    for (int i = random.nextInt(40); i > 0; i--) {
      out.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] mutated(Random random, byte[] seed) {
    byte[] bytes = seed.clone();
    for (int i = random.nextInt(4); i > 0 && bytes.length > 1; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(3)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes = Arrays.copyOf(bytes, at);
        default -> bytes[at] = (byte) " \"{}[],:0\\".charAt(random.nextInt(10));
      }
    }
    return bytes;
  }

  private static long used() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
