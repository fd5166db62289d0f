package ca.iotistic.agent.launcher.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class LogTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);

  @AfterEach
  void restore() {
    Log.to(System.err, "info", "text");
  }

  @Test
  void textIsOneLineEach() {
    Log.to(out, "info", "text");
    LoggerFactory.getLogger("ca.iotistic.x").info("update {} has begun", "u-1");
    assertThat(lines())
        .singleElement()
        .asString()
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ INFO  update u-1 has begun");
  }

  @Test
  void nothingFromOutsideCanForgeALine() {
    Log.to(out, "info", "text");
    LoggerFactory.getLogger("x")
        .warn("bad: {}", "a\n2026-11-24T23:57:41Z INFO  all is well\u001b[2J");
    assertThat(lines()).singleElement().asString().contains("bad: a\\n2026").endsWith("well[2J");
  }

  @Test
  void aStackTraceIsIndented() {
    Log.to(out, "info", "text");
    LoggerFactory.getLogger("x").error("broken", new IllegalStateException("why"));
    assertThat(lines()).hasSizeGreaterThan(2);
    assertThat(lines().get(1)).isEqualTo("  java.lang.IllegalStateException: why");
  }

  @Test
  void jsonIsOneObjectEach() throws Exception {
    Log.to(out, "debug", "json");
    LoggerFactory.getLogger("ca.iotistic.x").debug("quoted \"{}\"", "ü\n");
    JsonNode line = new ObjectMapper().readTree(lines().get(0));
    assertThat(line.get("level").asText()).isEqualTo("debug");
    assertThat(line.get("logger").asText()).isEqualTo("ca.iotistic.x");
    assertThat(line.get("message").asText()).isEqualTo("quoted \"ü\n\"");
  }

  @Test
  void theLevelHoldsForUsAndLibrariesAreQuieter() {
    Log.to(out, "debug", "text");
    LoggerFactory.getLogger("ca.iotistic.x").trace("too much");
    LoggerFactory.getLogger("ca.iotistic.x").debug("ours");
    LoggerFactory.getLogger("org.eclipse.paho.mqttv5").info("theirs");
    LoggerFactory.getLogger("org.apache.hc.client5").debug("wire");
    assertThat(lines()).singleElement().asString().endsWith("DEBUG ours");
    Log.to(out, "trace", "text");
    LoggerFactory.getLogger("org.apache.hc.client5").trace("all");
    assertThat(lines()).last().asString().endsWith("TRACE all");
    Log.to(out, "error", "text");
    LoggerFactory.getLogger("org.eclipse.paho.mqttv5").warn("not even that");
    assertThat(lines()).hasSize(2);
  }

  private List<String> lines() {
    return bytes.toString(UTF_8).lines().toList();
  }
}
