package ca.iotistic.fleet.mqtt;

import java.util.concurrent.CompletableFuture;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;

/** The broker's answer to one packet; Paho's own token may return from its wait too early. */
final class Answer implements MqttActionListener {
  private final CompletableFuture<Integer> code = new CompletableFuture<>();

  /** Its reason code; 0 if it gives none. */
  CompletableFuture<Integer> code() {
    return code;
  }

  void fail(Throwable why) {
    code.completeExceptionally(why);
  }

  @Override
  public void onSuccess(IMqttToken token) {
    int[] codes = token.getReasonCodes();
    code.complete(codes == null || codes.length == 0 ? 0 : codes[0]);
  }

  @Override
  public void onFailure(IMqttToken token, Throwable failed) {
    code.completeExceptionally(failed);
  }
}
