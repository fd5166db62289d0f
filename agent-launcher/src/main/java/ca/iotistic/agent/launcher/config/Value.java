package ca.iotistic.agent.launcher.config;

import java.util.List;
import java.util.stream.Collectors;

/** What stands behind a key, as it was written. */
sealed interface Value {
  /** A single value; {@code "30s"}, {@code 3} and {@code true} are all text. */
  record Scalar(String text) implements Value {}

  /** A list of single values. */
  record Items(List<String> texts) implements Value {
    public Items {
      texts = List.copyOf(texts);
    }
  }

  /** Nothing: as if the key were not there. */
  record Nothing() implements Value {}

  /** Anything that no key takes: a section, lists in lists, an alias. */
  record Strange(String what) implements Value {}

  /** As a person would write it. */
  default String show() {
    if (this instanceof Scalar scalar) {
      return "\"" + scalar.text() + "\"";
    }
    if (this instanceof Items items) {
      return items.texts().stream().collect(Collectors.joining("\", \"", "[\"", "\"]"));
    }
    return this instanceof Strange strange ? strange.what() : "nothing";
  }
}
