package ca.iotistic.agent.mqtt;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Its message is a sentence for people: what failed, which object, what to do. */
final class TroubleException extends IOException {
  TroubleException(String sentence) {
    super(sentence);
  }

  TroubleException(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }
}
