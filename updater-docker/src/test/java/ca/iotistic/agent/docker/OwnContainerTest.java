package ca.iotistic.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.Time;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines as kernels show them. */
final class OwnContainerTest {
  private static final String ID =
      "a256bdd461b3c509399217d76b0a80438bda9e675ffac95b1150e8d47a7f9bb0";
  private static final String OTHER = "b".repeat(64);

  @TempDir private Path proc;

  @Test
  void readsTheMountsThatTheEngineMakes() throws Exception {
    assertThat(
            ids(
                "165 147 254:0 /var/lib/docker/containers/"
                    + ID
                    + "/hostname /etc/hostname rw - ext4\n"
                    + "166 147 254:0 /var/lib/docker/containers/"
                    + ID
                    + "/hosts /etc/hosts rw - ext4\n"
                    + "167 147 254:0 /var/lib/docker/containers/"
                    + OTHER
                    + "/x.log /logs rw - ext4\n"
                    + "168 147 254:0 /var/lib/docker/volumes/"
                    + OTHER
                    + "/_data /data rw - ext4\n",
                "0::/\n"))
        .containsExactly(ID);
  }

  @Test
  void readsEveryFormOfControlGroup() throws Exception {
    assertThat(ids("", "9:name=systemd:/docker/" + ID + "\n")).containsExactly(ID);
    assertThat(ids("", "0::/system.slice/docker-" + ID + ".scope\n")).containsExactly(ID);
    assertThat(ids("", "4:memory:/my-parent/" + ID + "\n")).containsExactly(ID);
    assertThat(ids("", "4:memory:/docker/" + OTHER + "/docker/" + ID + "\n")).containsExactly(ID);
    assertThat(ids("", "0::/user.slice/user-0.slice/session-1.scope\n")).isEmpty();
  }

  private Set<String> ids(String mountinfo, String cgroup) throws Exception {
    Files.writeString(proc.resolve("mountinfo"), mountinfo);
    Files.writeString(proc.resolve("cgroup"), cgroup);
    try (Engine engine =
        Engine.connect(Optional.of("unix:///nowhere.sock"), Time.system(), Seam.NONE)) {
      return new OwnContainer(engine, proc, proc, proc).idsOfKernel();
    }
  }
}
