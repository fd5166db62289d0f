package ca.iotistic.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * One way to break what {@link ManyOptions} asked for.
 *
 * @param found how the line begins that tells of it
 */
record Mutation(String what, String found, Consumer<ObjectNode> change) {

  void apply(ObjectNode body) {
    ObjectNode before = body.deepCopy();
    change.accept(body);
    if (before.equals(body)) {
      throw new AssertionError(what + " changes nothing: there is no such field in the copy");
    }
  }

  @Override
  public String toString() {
    return what;
  }

  static Stream<Mutation> all() {
    return Stream.of(config(), lists(), limits(), files(), host()).flatMap(List::stream);
  }

  private static List<Mutation> config() {
    return List.of(
        without("Config.Env", "Env", "EMPTY="),
        without("Config.Env", "Env", "SHARED"),
        instead("Config.Env", "Env", "SPACES=", entry -> entry.strip()),
        instead("Config.Env", "Env", "LINES=", entry -> entry.replace('\n', ' ')),
        set("Config.Labels", "/Labels", "with.spaces", "a label"),
        set("Config.User", "", "User", "0:2"),
        set("Config.WorkingDir", "", "WorkingDir", "/elsewhere"),
        set("Config.Hostname", "", "Hostname", "device-8"),
        set("Config.Domainname", "", "Domainname", "example.com"),
        set("Config.StopSignal", "", "StopSignal", "SIGINT"),
        new Mutation("StopTimeout", "Config.StopTimeout", body -> body.put("StopTimeout", 4)),
        new Mutation("no StopTimeout", "Config.StopTimeout", body -> body.remove("StopTimeout")),
        new Mutation("Tty", "Config.Tty", body -> body.put("Tty", false)),
        new Mutation("OpenStdin", "Config.OpenStdin", body -> body.put("OpenStdin", false)),
        new Mutation(
            "Entrypoint", "Config.Entrypoint", body -> body.putArray("Entrypoint").add("/bin/sh")),
        new Mutation("Cmd", "Config.Cmd", body -> body.putArray("Cmd").add("sleep").add("1")),
        new Mutation(
            "an exposed port",
            "Config.ExposedPorts",
            body -> body.withObject("/ExposedPorts").remove("6060/tcp")),
        new Mutation(
            "the health command",
            "Config.Healthcheck",
            body -> body.withObject("/Healthcheck").putArray("Test").add("NONE")),
        new Mutation(
            "the health interval",
            "Config.Healthcheck",
            body -> body.withObject("/Healthcheck").put("Interval", 8_000_000_000L)));
  }

  private static List<Mutation> lists() {
    List<Mutation> all = new ArrayList<>();
    for (String field :
        List.of(
            "CapAdd",
            "CapDrop",
            "Devices",
            "DeviceCgroupRules",
            "SecurityOpt",
            "GroupAdd",
            "ExtraHosts",
            "Dns",
            "DnsSearch",
            "DnsOptions",
            "Ulimits",
            "Mounts")) {
      all.add(
          new Mutation(
              "no " + field,
              "HostConfig." + field,
              body -> ((ArrayNode) body.path("HostConfig").path(field)).remove(0)));
    }
    // Empty is not the same as the engine's default: it bares /proc.
    for (String field : List.of("MaskedPaths", "ReadonlyPaths")) {
      all.add(
          new Mutation(
              "empty " + field,
              "HostConfig." + field,
              body -> body.withObject("/HostConfig").putArray(field)));
    }
    return all;
  }

  private static List<Mutation> limits() {
    List<Mutation> all = new ArrayList<>();
    for (String field :
        List.of(
            "Memory",
            "MemoryReservation",
            "MemorySwap",
            "NanoCpus",
            "CpuShares",
            "PidsLimit",
            "OomScoreAdj",
            "ShmSize")) {
      all.add(
          new Mutation(
              "another " + field,
              "HostConfig." + field,
              body -> {
                ObjectNode host = body.withObject("/HostConfig");
                host.put(field, host.path(field).asLong() + (field.contains("Mem") ? 4096 : 1));
              }));
    }
    return all;
  }

  private static List<Mutation> files() {
    return List.of(
        instead("HostConfig.Binds", "HostConfig/Binds", "/bound:ro", b -> b.replace(":ro", "")),
        instead("HostConfig.Binds", "HostConfig/Binds", ":/volume", b -> b + ":ro"),
        without("HostConfig.Binds", "HostConfig/Binds", ":/volume"),
        without("Mounts", "HostConfig/Binds", ":/unnamed"),
        without("Mounts", "HostConfig/Binds", ":/of-image"),
        new Mutation(
            "the unnamed volume of a mount",
            "HostConfig.Mounts",
            body ->
                body.path("HostConfig")
                    .path("Mounts")
                    .forEach(
                        mount -> {
                          if (mount.path("Target").asText().equals("/unnamed2")) {
                            ((ObjectNode) mount).remove("Source");
                          }
                        })),
        set("HostConfig.Tmpfs", "/HostConfig/Tmpfs", "/tmpfs", "size=3m"),
        new Mutation(
            "ReadonlyRootfs",
            "HostConfig.ReadonlyRootfs",
            body -> body.withObject("/HostConfig").put("ReadonlyRootfs", false)));
  }

  private static List<Mutation> host() {
    return List.of(
        set("HostConfig.LogConfig", "/HostConfig/LogConfig/Config", "max-size", "2m"),
        set("HostConfig.LogConfig", "/HostConfig/LogConfig", "Type", "local"),
        set(
            "HostConfig.Sysctls",
            "/HostConfig/Sysctls",
            "net.ipv4.ip_unprivileged_port_start",
            "1"),
        set("HostConfig.IpcMode", "/HostConfig", "IpcMode", "shareable"),
        set("HostConfig.PidMode", "/HostConfig", "PidMode", "host"),
        set("HostConfig.CgroupnsMode", "/HostConfig", "CgroupnsMode", "private"),
        new Mutation(
            "Init", "HostConfig.Init", body -> body.withObject("/HostConfig").put("Init", false)),
        new Mutation(
            "no Init", "HostConfig.Init", body -> body.withObject("/HostConfig").remove("Init")),
        new Mutation(
            "Privileged",
            "HostConfig.Privileged",
            body -> body.withObject("/HostConfig").put("Privileged", true)),
        new Mutation(
            "PublishAllPorts",
            "HostConfig.PublishAllPorts",
            body -> body.withObject("/HostConfig").put("PublishAllPorts", true)),
        new Mutation(
            "a host port",
            "HostConfig.PortBindings",
            body -> binding(body, "8080/tcp", "HostPort")),
        new Mutation(
            "a host address",
            "HostConfig.PortBindings",
            body -> binding(body, "9090/udp", "HostIp")));
  }

  private static void binding(ObjectNode body, String port, String field) {
    JsonNode bindings = body.path("HostConfig").path("PortBindings").path(port);
    ((ObjectNode) bindings.get(0)).put(field, "");
  }

  private static Mutation set(String found, String object, String field, String value) {
    return new Mutation(
        "another " + field,
        found,
        body -> (object.isEmpty() ? body : body.withObject(object)).put(field, value));
  }

  private static Mutation without(String found, String list, String entry) {
    return new Mutation(
        "without " + entry,
        found,
        body -> change(body, list, text -> text.contains(entry) ? "" : text));
  }

  private static Mutation instead(
      String found, String list, String entry, UnaryOperator<String> change) {
    return new Mutation(
        "another " + entry,
        found,
        body -> change(body, list, text -> text.contains(entry) ? change.apply(text) : text));
  }

  private static void change(ObjectNode body, String list, UnaryOperator<String> change) {
    JsonNode parent = body;
    String field = list;
    if (list.contains("/")) {
      parent = body.path(list.substring(0, list.indexOf('/')));
      field = list.substring(list.indexOf('/') + 1);
    }
    List<String> kept =
        Json.texts(parent.path(field)).stream()
            .map(change)
            .filter(text -> !text.isEmpty())
            .toList();
    ((ObjectNode) parent).set(field, Json.array(kept));
  }
}
