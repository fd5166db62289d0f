package ca.iotistic.agent.launcher.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * What a key takes.
 *
 * @param allowed completes "it must be …"
 * @param reader the value as the agent gets it, empty if it is not allowed
 */
record Type(String allowed, Function<Value, Optional<String>> reader) {
  Optional<String> read(Value value) {
    return reader.apply(value);
  }
}
