package ca.iotistic.agent.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What {@code update-agent-docker.sh} needs to do the work itself, for images that lack it. */
final class ScriptTools {
  /** How a Dockerfile takes them. */
  static final String[] COPIED = {"COPY lib /lib", "COPY bin /usr/bin"};

  private ScriptTools() {}

  /** This machine's, with their libraries, into {@code bin} and {@code lib} of a folder. */
  static void lay(Path folder) throws IOException {
    Files.createDirectories(folder);
    new Shell(folder, Map.of())
        .run(
            "sh",
            "-c",
            """
            mkdir -p bin lib
            for tool in docker curl jq flock; do cp "$(command -v $tool)" bin/; done
            ldd bin/* 2>/dev/null | awk '/=> \\//{print $3}' | sort -u | xargs -I{} cp -L {} lib/
            """)
        .require();
  }
}
