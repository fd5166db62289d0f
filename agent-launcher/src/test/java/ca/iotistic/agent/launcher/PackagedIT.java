package ca.iotistic.agent.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files as they are shipped. */
final class PackagedIT {
  private static final Path FILE = Path.of("target", "iotistic-agent").toAbsolutePath();
  private static final Path JAR = Path.of("target", "iotistic-agent.jar").toAbsolutePath();
  private static final Duration GENEROUS = Duration.ofMinutes(2);

  @TempDir Path folder;

  @Test
  void theFileRunsByItself() throws Exception {
    assertThat(Files.isExecutable(FILE)).isTrue();
    Run run = run(FILE.toString(), "--version");
    assertThat(run.exit).isZero();
    assertThat(run.output).matches("Iotistic Device Agent v\\d+\\.\\d+\\.\\d+\\S*\n");
  }

  @Test
  void itRunsThroughALinkToo() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("agent"), FILE);
    assertThat(run(link.toString(), "--version").output).startsWith("Iotistic Device Agent v");
  }

  @Test
  void itRunsWhenTheHomeOfJavaHasMoved() throws Exception {
    Run run = run("env", "JAVA_HOME=" + folder.resolve("gone"), FILE.toString(), "--version");
    assertThat(run.output).startsWith("Iotistic Device Agent v");
  }

  @Test
  void bothFilesAreJars() throws Exception {
    for (Path file : List.of(FILE, JAR)) {
      Run run = run(java(), "-jar", file.toString(), "--version");
      assertThat(run.exit).isZero();
      assertThat(run.output).startsWith("Iotistic Device Agent v");
    }
  }

  @Test
  void misuseHasItsExitCode() throws Exception {
    Run run = run(FILE.toString(), "frobnicate");
    assertThat(run.exit).isEqualTo(Exit.USAGE);
    assertThat(run.output).contains("There is no command or option like frobnicate.");
  }

  @Test
  void aWrongConfigurationHasItsExitCode() throws Exception {
    Run run = run(FILE.toString(), "run", "--config", folder.resolve("none.yaml").toString());
    assertThat(run.exit).isEqualTo(Exit.USAGE);
    assertThat(run.output).contains("there is no such file", "device is missing");
  }

  @Test
  void whatIsLoadedByNameIsInIt() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(services(jar, "org.eclipse.paho.mqttv5.client.spi.NetworkModuleFactory"))
          .contains("TCPNetworkModuleFactory", "SSLNetworkModuleFactory");
      assertThat(services(jar, "org.slf4j.spi.SLF4JServiceProvider")).contains("jul");
      assertThat(jar.getEntry("org/eclipse/paho/mqttv5/client/internal/nls/logcat.properties"))
          .isNotNull();
      assertThat(jar.getEntry("module-info.class")).isNull();
    }
  }

  @Test
  void anAgentRunsUntilItIsTerminated() throws Exception {
    Path output = folder.resolve("output");
    ProcessBuilder builder = new ProcessBuilder(FILE.toString(), "run");
    builder.environment().put("IOTISTIC_DEVICE", "abc-123");
    builder.environment().put("IOTISTIC_MQTT_URL", "tcp://127.0.0.1:1");
    builder.environment().put("IOTISTIC_STATE_DIR", folder.resolve("state").toString());
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    Process process = builder.start();
    try {
      await()
          .atMost(GENEROUS)
          .until(() -> Files.readString(output).contains("update agent started"));
      process.destroy();
      assertThat(process.waitFor(GENEROUS.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isZero();
    assertThat(Files.readString(output)).contains("the agent has stopped");
  }

  private static String services(JarFile jar, String service) throws IOException {
    try (var in = jar.getInputStream(jar.getEntry("META-INF/services/" + service))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private record Run(int exit, String output) {}

  private static Run run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), output);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
