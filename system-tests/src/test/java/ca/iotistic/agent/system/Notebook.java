package ca.iotistic.agent.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A shell in which the examples of the handbook are pasted: the broker and the engine of a scene
 * stand in for those that the examples name, in the configuration of the tools and in the port.
 */
final class Notebook {
  private final Scene scene;
  private final String topics;
  private final Shell shell;

  Notebook(Scene scene, String topics) throws IOException {
    this.scene = scene;
    this.topics = topics;
    Path home = scene.directory();
    String broker =
        "-h localhost\n-p %d\n-u %s\n-P %s\n"
            .formatted(scene.brokerPort(), Broker.USER, Broker.PASSWORD);
    // Some examples name no broker at all.
    Files.writeString(home.resolve("mosquitto_pub"), broker);
    Files.writeString(home.resolve("mosquitto_sub"), broker);
    this.shell =
        new Shell(
            home,
            Map.of(
                "XDG_CONFIG_HOME",
                home.toString(),
                "DOCKER_HOST",
                "unix://" + scene.device().engine().socket()));
  }

  /** What it printed, on both outputs. */
  String paste(String text) {
    return shell.run("bash", "-c", "{ " + here(text) + "\n} 2>&1").require();
  }

  /** Pastes what does not end by itself; its output goes to a file of this name. */
  Path leaveRunning(String text, String name) throws IOException {
    shell.start(
        java.util.List.of("bash", "-c", "exec timeout 900 " + here(text) + " >" + name + " 2>&1"));
    return scene.directory().resolve(name);
  }

  private String here(String text) {
    return text.replace("-p 1883", "-p " + scene.brokerPort())
        .replace("agent/abc-123/", topics.replace("{uuid}", "abc-123") + "/")
        .replace("agent/+/", topics.replace("{uuid}", "+") + "/")
        .replace("agent/$device/", topics.replace("{uuid}", "$device") + "/");
  }
}
