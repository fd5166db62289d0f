package ca.iotistic.agent.mqtt;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;

/**
 * The broker's answer to one packet. Not Paho's own token, whose wait swallows an interrupt and may
 * return early.
 */
final class Answer implements MqttActionListener {
  private final CompletableFuture<IMqttToken> future = new CompletableFuture<>();
  private final CountDownLatch settled = new CountDownLatch(1);

  @Override
  public void onSuccess(IMqttToken token) {
    future.complete(token);
    settled.countDown();
  }

  @Override
  public void onFailure(IMqttToken token, Throwable failed) {
    future.completeExceptionally(failed);
    settled.countDown();
  }

  /** Ends the wait for it; Paho may still be at work. */
  void fail(IOException why) {
    future.completeExceptionally(why);
  }

  /** Paho never began. */
  void none() {
    settled.countDown();
  }

  /** Waits until Paho has finished with it, whatever the outcome, but no longer than that. */
  void settle(Duration limit) {
    try {
      boolean ignored = settled.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  IMqttToken get(Duration limit) throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The reason in a SUBACK or PUBACK; 0 if it gives none. */
  static int code(IMqttToken token) {
    int[] codes = token.getReasonCodes();
    return codes == null || codes.length == 0 ? 0 : codes[0];
  }
}
