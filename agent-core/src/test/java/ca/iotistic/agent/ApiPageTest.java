package ca.iotistic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page for embedders shows compiles as it stands there. */
final class ApiPageTest {
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("public class (\\w+)");

  @TempDir Path classes;

  @Test
  void everyExampleCompiles() throws IOException {
    List<JavaFileObject> sources = sources();
    assertThat(sources).hasSizeGreaterThan(1);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();

    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path")),
                null,
                sources)
            .call();

    assertThat(compiled).as(messages.toString()).isTrue();
  }

  private static List<JavaFileObject> sources() throws IOException {
    Matcher blocks = BLOCK.matcher(Files.readString(Path.of("..", "docs", "api.md")));
    List<JavaFileObject> sources = new ArrayList<>();
    while (blocks.find()) {
      sources.add(source(blocks.group(1)));
    }
    return sources;
  }

  private static JavaFileObject source(String code) {
    Matcher name = NAME.matcher(code);
    assertThat(name.find()).as(code).isTrue();
    return new SimpleJavaFileObject(
        URI.create("string:///" + name.group(1) + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return code;
      }
    };
  }
}
