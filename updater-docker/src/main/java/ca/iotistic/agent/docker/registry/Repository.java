package ca.iotistic.agent.docker.registry;

/**
 * The name of a repository, as its registry knows it.
 *
 * @param host with its port, {@code docker.io} for the hub
 * @param path below the host, {@code library/…} for what the hub itself publishes
 */
public record Repository(String host, String path) {
  public static final String HUB = "docker.io";

  /** From the name of an image without tag and digest. */
  public static Repository of(String name) {
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    boolean named = first.contains(".") || first.contains(":") || first.equals("localhost");
    String host = named ? normal(first) : HUB;
    String path = named ? name.substring(slash + 1) : name;
    boolean official = host.equals(HUB) && path.indexOf('/') < 0;
    return new Repository(host, official ? "library/" + path : path);
  }

  /** One spelling for the hub's several names. */
  public static String normal(String host) {
    return switch (host) {
      case "index.docker.io", "registry-1.docker.io" -> HUB;
      default -> host;
    };
  }

  /** How the files and helpers of {@code docker login} call a host. */
  public static String account(String host) {
    return host.equals(HUB) ? "https://index.docker.io/v1/" : host;
  }

  @Override
  public String toString() {
    return host + "/" + path;
  }
}
