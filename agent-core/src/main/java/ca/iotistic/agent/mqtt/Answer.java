package ca.iotistic.agent.mqtt;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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

  @Override
  public void onSuccess(IMqttToken token) {
    future.complete(token);
  }

  @Override
  public void onFailure(IMqttToken token, Throwable failed) {
    future.completeExceptionally(failed);
  }

  void fail(IOException why) {
    future.completeExceptionally(why);
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
