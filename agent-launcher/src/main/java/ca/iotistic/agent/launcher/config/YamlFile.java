package ca.iotistic.agent.launcher.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads YAML as text: {@code 0123} stays {@code 0123} and {@code on} stays {@code on}, so that what
 * is meant is decided by the key and not by YAML's own guess.
 */
final class YamlFile {
  private static final YAMLFactory YAML =
      YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String name;
  private final List<Entry> entries = new ArrayList<>();

  private YamlFile(String name) {
    this.name = name;
  }

  /**
   * @param name of the file, for messages
   * @throws IOException with a sentence if it is not YAML that we understand
   */
  static List<Entry> read(String name, String content) throws IOException {
    YamlFile file = new YamlFile(name);
    try (YAMLParser parser = YAML.createParser(content)) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_OBJECT) {
        file.section(parser, "");
        first = parser.nextToken();
      } else if (first != null && value(parser) instanceof Value.Nothing) {
        first = parser.nextToken();
      }
      if (first != null) {
        throw new IOException(file.at(parser) + ": keys with their values are expected here.");
      }
      return file.entries;
    } catch (JsonProcessingException broken) {
      throw new IOException(file.explain(broken), broken);
    }
  }

  /** A list as it may stand in an environment variable: {@code ["/bin/a", "b"]}. */
  static Value list(String text) {
    try (YAMLParser parser = YAML.createParser(text)) {
      if (parser.nextToken() == JsonToken.START_ARRAY) {
        Value items = items(parser);
        if (parser.nextToken() == null) {
          return items;
        }
      }
    } catch (IOException broken) {
      return new Value.Scalar(text);
    }
    return new Value.Scalar(text);
  }

  private void section(YAMLParser parser, String prefix) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String path = prefix + parser.currentName();
      String where = at(parser);
      if (parser.nextToken() == JsonToken.START_OBJECT && Keys.isSection(path)) {
        section(parser, path + ".");
      } else {
        entries.add(new Entry(path, value(parser), where));
      }
    }
  }

  private static Value value(YAMLParser parser) throws IOException {
    if (parser.isCurrentAlias()) {
      return new Value.Strange("an alias");
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      return items(parser);
    }
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      parser.skipChildren();
      return new Value.Strange("a section");
    }
    return parser.currentToken() == JsonToken.VALUE_NULL || parser.getText().isBlank()
        ? new Value.Nothing()
        : new Value.Scalar(parser.getText().strip());
  }

  private static Value items(YAMLParser parser) throws IOException {
    List<String> texts = new ArrayList<>();
    boolean flat = true;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken().isStructStart() || parser.isCurrentAlias()) {
        flat = false;
        parser.skipChildren();
      } else {
        texts.add(parser.getText());
      }
    }
    if (!flat) {
      return new Value.Strange("a list of more than single values");
    }
    return texts.isEmpty() ? new Value.Nothing() : new Value.Items(texts);
  }

  private String at(JsonParser parser) {
    return name + ", line " + parser.currentTokenLocation().getLineNr();
  }

  private String explain(JsonProcessingException broken) {
    String line =
        broken.getLocation() == null ? name : name + ", line " + broken.getLocation().getLineNr();
    // Not the indented lines: they show a piece of the file, and there may be a password in it.
    String what =
        broken
            .getOriginalMessage()
            .lines()
            .filter(text -> !text.isBlank() && !text.startsWith(" "))
            .collect(Collectors.joining(", "));
    return line + ": this is not YAML that can be understood (" + what + ").";
  }
}
