package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A second opinion on two containers, which shares nothing with {@link SpecComparison}: every value
 * of inspect, but for those that name the run, the container or its image.
 */
final class InspectDiff {
  private static final Pattern OF_THE_RUN =
      Pattern.compile(
          "(Id|Created|Name|Image|(ResolvConf|Hostname|Hosts|Log)Path|Config\\.Image|State\\..*"
              + "|RestartCount|ExecIDs.*|GraphDriver\\.Data\\..*|HostConfig\\.RestartPolicy\\..*"
              + "|NetworkSettings\\.(SandboxID|SandboxKey|EndpointID|Ports\\..*)"
              + "|NetworkSettings\\.(IP|Mac)Address"
              + "|NetworkSettings\\.Networks\\.[^.]+\\.(EndpointID|DNSNames.*)"
              + "|NetworkSettings\\.Networks\\.(bridge|host|none)\\.(IP|Mac)Address)");

  /** What comes from the two images of {@link ContainerSpecIT}. */
  private static final Pattern OF_THE_IMAGE =
      Pattern.compile(
          "(Config\\.Labels\\.(org\\.opencontainers\\.image\\.version|vendor|bench)"
              + "|Config\\.Labels\\.ca\\.iotistic\\.update"
              + "|Config\\.ExposedPorts\\.(8081/tcp|7070/udp|8080/tcp)\\{\\}"
              + "|Config\\.Volumes\\./of-(new-)?image\\{\\}"
              + "|Config\\.(StopSignal|User|WorkingDir)"
              + "|Config\\.Cmd\\[.*|Args\\[.*"
              + "|Config\\.Healthcheck\\.(Interval|Retries|Test.*)"
              + "|Config\\.Env\\{(APP_VERSION|PATH|NEW|GONE)=.*"
              + "|Mounts\\{/of-new-image\\}.*)");

  /** An unnamed volume is a named one from now on. */
  private static final Pattern OF_UNNAMED_VOLUMES =
      Pattern.compile(
          "(HostConfig\\.Binds\\{[0-9a-f]{64}:.*|HostConfig\\.Mounts\\{/unnamed2\\}\\.Source"
              + "|HostConfig\\.Binds:null|Mounts\\{/(of-image|of-new-image|unnamed)\\}\\.Mode)");

  private InspectDiff() {}

  static List<String> between(JsonNode old, JsonNode fresh) {
    boolean plain = old.path("Config").path("StopTimeout").isMissingNode();
    Map<String, String> before = new TreeMap<>();
    Map<String, String> after = new TreeMap<>();
    flatten("", old, id(old), before);
    flatten("", fresh, id(fresh), after);
    TreeSet<String> paths = new TreeSet<>(before.keySet());
    paths.addAll(after.keySet());
    List<String> differences = new ArrayList<>();
    for (String path : paths) {
      boolean expected =
          OF_THE_RUN.matcher(path).matches()
              || OF_UNNAMED_VOLUMES.matcher(path).matches()
              || (OF_THE_IMAGE.matcher(path).matches()
                  && (plain
                      || !path.matches(
                          "Config\\.(StopSignal|User|WorkingDir|Cmd|Healthcheck.*)|Args.*")));
      if (!expected && !Objects.equals(before.get(path), after.get(path))) {
        differences.add(path + ": " + before.get(path) + " -> " + after.get(path));
      }
    }
    return differences;
  }

  private static String id(JsonNode container) {
    return container.path("Id").asText().substring(0, 12);
  }

  private static void flatten(String path, JsonNode node, String id, Map<String, String> flat) {
    if (path.endsWith(".Env") || path.endsWith(".Binds") || path.endsWith(".Aliases")) {
      // Sets: an element is a path. An empty or missing one is none.
      if (node.isArray()) {
        node.forEach(e -> flat.put(path + "{" + e.asText().replace(id, "ID") + "}", "there"));
      }
    } else if (path.endsWith("Mounts")) {
      for (JsonNode mount : node) {
        String at = mount.path("Destination").asText(mount.path("Target").asText());
        flatten(path + "{" + at + "}", mount, id, flat);
      }
    } else if (node.isObject() && node.size() > 0) {
      node.properties()
          .forEach(
              f ->
                  flatten((path.isEmpty() ? "" : path + ".") + f.getKey(), f.getValue(), id, flat));
    } else if (node.isArray() && node.size() > 0) {
      for (int at = 0; at < node.size(); at++) {
        flatten(path + "[" + at + "]", node.get(at), id, flat);
      }
    } else if (node.isObject()) {
      boolean element = path.contains(".ExposedPorts.") || path.contains(".Volumes.");
      flat.put(element ? path + "{}" : path, element ? "there" : "none");
    } else if (!node.isNull() && !node.isArray()) {
      flat.put(path, node.asText().replace(id, "ID"));
    } else {
      flat.put(path, "none");
    }
  }
}
