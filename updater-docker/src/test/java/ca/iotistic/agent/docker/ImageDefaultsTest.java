package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In JSON with single quotes. */
final class ImageDefaultsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # of the container (entry, command) | of the image     | to send
          ['e'] ['c']                          | ['e'] ['c']      | absent absent
          ['e'] ['d']                          | ['e'] ['c']      | absent ['d']
          ['e'] null                           | ['e'] ['c']      | ['e'] null
          ['f'] ['c']                          | ['e'] ['c']      | ['f'] ['c']
          ['f'] null                           | ['e'] ['c']      | ['f'] null
          null ['c']                           | ['e'] ['c']      | [''] ['c']
          null ['d']                           | ['e'] null       | [''] ['d']
          [] ['c']                             | ['e'] ['c']      | [] absent
          [] ['d']                             | ['e'] ['c']      | [] ['d']
          null ['c']                           | null ['c']       | absent absent
          null ['d']                           | null ['c']       | absent ['d']
          ['e'] ['c']                          | null ['c']       | ['e'] ['c']
          ['e'] null                           | ['e'] null       | absent absent
          """)
  void entryPointAndCommandAreOneDecision(String container, String image, String sent) {
    ObjectNode user = ImageDefaults.userSet(command(container), command(image), Set.of());
    assertThat(text(user.path("Entrypoint")) + " " + text(user.path("Cmd"))).isEqualTo(sent);
    assertThat(Canonical.config(ImageDefaults.merged(user, command(image))))
        .isEqualTo(Canonical.config(command(container)));
  }

  private static ObjectNode command(String pair) {
    String[] parts = pair.split(" ");
    return json("{'Entrypoint': " + parts[0] + ", 'Cmd': " + parts[1] + "}");
  }

  private static String text(JsonNode node) {
    return node.isMissingNode() ? "absent" : node.toString().replace('"', '\'');
  }

  @Test
  void dropsTheImagesVariablesByTheirExactText() {
    assertThat(environment("['A=1','B=2','C','D=','E=x=y']", "['A=1','B=1','C=3','D=','E=x=z']"))
        .containsExactly("B=2", "C", "E=x=y");
  }

  @Test
  void keepsAVariableThatIsThereTwiceAsItIs() {
    assertThat(environment("['A=1','A=2']", "['A=1']")).containsExactly("A=1", "A=2");
  }

  private static List<String> environment(String container, String image) {
    return Json.texts(userSet("{'Env': " + container + "}", "{'Env': " + image + "}").path("Env"));
  }

  @Test
  void dropsLabelsAndVolumesThatTheImageHasToo() {
    ObjectNode user =
        userSet(
            "{'Labels': {'a': '1', 'b': '2', 'c': '3'}, 'Volumes': {'/a': {}, '/b': {}}}",
            "{'Labels': {'a': '1', 'b': '1'}, 'Volumes': {'/a': {}}}");
    assertThat(user.path("Labels")).isEqualTo(json("{'b': '2', 'c': '3'}"));
    assertThat(user.path("Volumes")).isEqualTo(json("{'/b': {}}"));
  }

  @Test
  void keepsAPublishedPortExposedThoughTheImageExposesIt() {
    ObjectNode ports = json("{'ExposedPorts': {'80/tcp': {}, '81/tcp': {}}}");
    ObjectNode user = ImageDefaults.userSet(ports, ports, Set.of("80/tcp"));
    assertThat(user.path("ExposedPorts")).isEqualTo(json("{'80/tcp': {}}"));
  }

  @Test
  void dropsUserStopSignalAndDirectoryThatTheImageHasToo() {
    ObjectNode user =
        userSet(
            "{'User': '1', 'StopSignal': 'SIGINT', 'WorkingDir': '/app'}",
            "{'User': '1', 'StopSignal': 'SIGINT', 'WorkingDir': '/app/'}");
    assertThat(Json.names(user)).doesNotContain("User", "StopSignal", "WorkingDir");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'Test': ['CMD', 'a'], 'Interval': 5} | {'Test': ['CMD', 'a'], 'Interval': 5} | absent
          {'Test': ['CMD', 'b'], 'Interval': 5} | {'Test': ['CMD', 'a'], 'Interval': 5} | {'Test':['CMD','b']}
          {'Test': ['CMD', 'a'], 'Interval': 6} | {'Test': ['CMD', 'a'], 'Interval': 5} | {'Interval':6}
          {'Test': ['NONE'], 'Interval': 5}     | {'Test': ['CMD', 'a'], 'Interval': 5} | {'Test':['NONE']}
          {'Test': ['CMD', 'a'], 'Retries': 3}  | null                                  | {'Test':['CMD','a'],'Retries':3}
          {'Test': ['CMD', 'a'], 'StartInterval': 3} | {'Test': ['CMD', 'a'], 'StartInterval': 3} | absent
          """)
  void theHealthCheckIsDividedPartByPart(String container, String image, String sent) {
    ObjectNode user =
        userSet("{'Healthcheck': " + container + "}", "{'Healthcheck': " + image + "}");
    assertThat(text(user.path("Healthcheck"))).isEqualTo(sent);
  }

  @Test
  void whatItTakesApartTheEnginesRuleMakesWholeAgain() {
    Random random = new Random(20251110);
    for (int round = 0; round < 5_000; round++) {
      JsonNode image = any(random, true);
      ObjectNode container = ImageDefaults.merged(any(random, false), image);
      if (Json.blank(container.path("Entrypoint")) && Json.blank(container.path("Cmd"))) {
        continue; // The engine refuses it.
      }
      ObjectNode user = ImageDefaults.userSet(container, image, Set.of("80/tcp"));
      assertThat(Canonical.config(ImageDefaults.merged(user, image)))
          .as("round %s: %s from %s", round, container, image)
          .isEqualTo(Canonical.config(container));
    }
  }

  private static ObjectNode any(Random random, boolean ofImage) {
    ObjectNode config = Json.object();
    pick(random, config, "User", "'1'", "'2'", "''");
    pick(random, config, "StopSignal", "'SIGINT'", "'SIGTERM'");
    pick(random, config, "WorkingDir", "'/a'", "'/b/'", "''");
    pick(random, config, "Env", "['A=1']", "['A=2','B=1']", "['A']", "['B=1','C=']", "[]", "null");
    pick(random, config, "Labels", "{'a':'1'}", "{'a':'2','b':'1'}", "{}", "null");
    pick(random, config, "ExposedPorts", "{'80/tcp':{}}", "{'81/tcp':{}}", "null");
    pick(random, config, "Volumes", "{'/a':{}}", "{'/b':{}}", "null");
    pick(random, config, "Cmd", "['c']", "['d']", "null");
    if (ofImage) {
      pick(random, config, "Entrypoint", "['e']", "['f']", "null");
    } else {
      pick(random, config, "Entrypoint", "['e']", "['f']", "['']", "[]", "null");
    }
    pick(
        random,
        config,
        "Healthcheck",
        "{'Test':['CMD','a'],'Interval':5}",
        "{'Test':['NONE']}",
        "{'Retries':7,'Interval':6}",
        "null");
    return config;
  }

  private static void pick(Random random, ObjectNode config, String field, String... values) {
    int choice = random.nextInt(values.length + 1);
    if (choice < values.length) {
      config.set(field, parse(values[choice]));
    }
  }

  private static ObjectNode userSet(String container, String image) {
    return ImageDefaults.userSet(json(container), json(image), Set.of());
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) parse(text);
  }

  private static JsonNode parse(String text) {
    try {
      return Json.MAPPER.readTree(text.replace('\'', '"'));
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }
}
