package ca.iotistic.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

final class BodyTest {
  private static final Duration NO_TIME = Duration.ZERO;

  /** What comes over the line, as far as it is asked for. */
  private static final class Line implements Flow.Subscription {
    private long wanted;
    private boolean cancelled;

    @Override
    public void request(long count) {
      wanted += count;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  private final Line line = new Line();
  private final Body body = new Body();
  private final byte[] buffer = new byte[4];

  private static List<ByteBuffer> piece(String... texts) {
    return List.of(texts).stream()
        .map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer())
        .toList();
  }

  private String read() throws IOException, InterruptedException {
    int count = body.read(buffer, NO_TIME);
    return count <= 0
        ? String.valueOf(count)
        : new String(buffer, 0, count, StandardCharsets.US_ASCII);
  }

  @Test
  void theNextPieceIsAskedForWhenTheLastOneHasBeenRead() throws Exception {
    body.onSubscribe(line);
    assertThat(line.wanted).isEqualTo(1);
    body.onNext(piece("abcdef", "", "g"));
    assertThat(read()).isEqualTo("abcd");
    assertThat(read()).isEqualTo("ef");
    assertThat(line.wanted).isEqualTo(1);
    assertThat(read()).isEqualTo("g");
    assertThat(line.wanted).isEqualTo(2);
    assertThat(read()).isEqualTo("0");
    body.onNext(piece(""));
    assertThat(read()).isEqualTo("0");
    assertThat(line.wanted).isEqualTo(3);
    body.onComplete();
    assertThat(read()).isEqualTo("-1");
    assertThat(read()).isEqualTo("-1");
  }

  @Test
  void whatCameBeforeABreakIsReadBeforeIt() throws Exception {
    body.onSubscribe(line);
    body.onNext(piece("ab"));
    body.onError(new IOException("reset"));
    assertThat(read()).isEqualTo("ab");
    assertThatThrownBy(this::read).isInstanceOf(IOException.class).hasMessage("reset");
    assertThatThrownBy(this::read).isInstanceOf(IOException.class).hasMessage("reset");
  }

  @Test
  void nobodyIsLeftWaitingForABodyThatNobodyReads() {
    body.close();
    body.onSubscribe(line);
    assertThat(line.cancelled).isTrue();
    assertThat(line.wanted).isZero();
  }

  @Test
  void anInterruptEndsTheWait() {
    body.onSubscribe(line);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> body.read(buffer, Duration.ofDays(1)))
        .isInstanceOf(InterruptedException.class);
  }
}
