package ca.iotistic.agent.campaign;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * One change in the text of one production source, compiled for a test; the source stays as it is.
 *
 * @param source its path below the source root
 * @param text what stands there exactly once
 * @param instead what is put in its place
 */
record Mutation(String source, String text, String instead) {
  private static final Path SOURCES = Path.of("../agent-core/src/main/java");

  /** Class files by class name. */
  Map<String, byte[]> compile() throws IOException {
    String original = Files.readString(SOURCES.resolve(source));
    int at = original.indexOf(text);
    if (at < 0 || original.indexOf(text, at + 1) >= 0) {
      throw new IllegalStateException(
          "the rule has moved: the text is not there exactly once in " + source + ": " + text);
    }
    String changed = original.substring(0, at) + instead + original.substring(at + text.length());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Path target = Files.createTempDirectory("mutation");
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      files.setLocation(StandardLocation.CLASS_OUTPUT, List.of(target.toFile()));
      StringWriter said = new StringWriter();
      boolean compiled =
          compiler
              .getTask(
                  said, files, null, List.of("-proc:none", "-nowarn"), null, List.of(unit(changed)))
              .call();
      if (!compiled) {
        throw new IllegalStateException("the mutation does not compile: " + said);
      }
      return classes(files);
    } finally {
      Run.delete(target);
    }
  }

  private Map<String, byte[]> classes(JavaFileManager files) throws IOException {
    Map<String, byte[]> classes = new TreeMap<>();
    String packageName = source.substring(0, source.lastIndexOf('/')).replace('/', '.');
    for (JavaFileObject file :
        files.list(
            StandardLocation.CLASS_OUTPUT,
            packageName,
            java.util.Set.of(JavaFileObject.Kind.CLASS),
            false)) {
      String name = files.inferBinaryName(StandardLocation.CLASS_OUTPUT, file);
      try (var content = file.openInputStream()) {
        classes.put(name, content.readAllBytes());
      }
    }
    return classes;
  }

  private SimpleJavaFileObject unit(String content) {
    return new SimpleJavaFileObject(URI.create("string:///" + source), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return content;
      }
    };
  }
}
