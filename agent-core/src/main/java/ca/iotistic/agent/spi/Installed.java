package ca.iotistic.agent.spi;

/**
 * What is in charge of the target now.
 *
 * @param version what it says of itself
 * @param identity opaque; changes with the content, not with a restart (image id, sha256 of the
 *     binary)
 * @param self whether the target is the agent that owns the state directory, so that the one who
 *     asks dies with the switch
 */
public record Installed(String version, String identity, boolean self) {}
