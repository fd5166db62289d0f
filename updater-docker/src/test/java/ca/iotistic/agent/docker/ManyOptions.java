package ca.iotistic.agent.docker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A container with about every option that the command line of Docker has. */
final class ManyOptions {
  private ManyOptions() {}

  /** For {@code docker run}, on network {@code one} of the bench, with the address 44 there. */
  static List<String> of(Bench bench, String prefix) {
    List<String> options = new ArrayList<>();
    options.addAll(
        List.of(
            "-e", "SPACES=a value with  spaces ",
            "-e", "QUOTES=it's \"quoted\" and $NOT `expanded` \\ back",
            "-e", "UNICODE=žluťoučký ☃ 日本",
            "-e", "LINES=one\ntwo",
            "-e", "EMPTY=",
            "-e", "SHARED",
            "-e", "BARE_NAME_NOWHERE_SET",
            "-l", "with.spaces=a label with spaces",
            "-l", "com.example/json={\"a\": [1, 2]}",
            "--network", bench.name("one"),
            "--ip", prefix + "44",
            "--network-alias", "first-alias",
            "--network-alias", "second-alias",
            "-p", Bench.freePort() + ":8080",
            "-p", "127.0.0.1:" + Bench.freePort() + ":9090/udp",
            "--expose", "6060"));
    options.addAll(
        List.of(
            "-v",
            Path.of("").toAbsolutePath() + ":/bound:ro",
            "-v",
            bench.name("volume") + ":/volume",
            "-v",
            "/unnamed",
            "--mount",
            "type=volume,dst=/unnamed2,volume-label=a=b",
            "--mount",
            "type=bind,src=/usr,dst=/bound2,readonly,bind-propagation=private",
            "--mount",
            "type=tmpfs,dst=/tmpfs2,tmpfs-size=1m,tmpfs-mode=1770",
            "--tmpfs",
            "/tmpfs:size=2m,mode=1777",
            "--read-only",
            "--shm-size",
            "3m"));
    options.addAll(
        List.of(
            "--cap-add", "NET_ADMIN",
            "--cap-drop", "MKNOD",
            "--device", "/dev/null:/dev/other-null:r",
            "--device-cgroup-rule", "c 1:3 r",
            "--ulimit", "nofile=1000:2000",
            "--ulimit", "nproc=500",
            "--memory", "64m",
            "--memory-reservation", "32m",
            "--memory-swap", "96m",
            "--cpus", "0.5",
            "--cpu-shares", "300",
            "--pids-limit", "200",
            "--oom-score-adj", "10",
            "--security-opt", "no-new-privileges",
            "--group-add", "1234",
            "--sysctl", "net.ipv4.ip_unprivileged_port_start=0"));
    options.addAll(
        List.of(
            "--health-cmd",
            "echo \"well\" && true",
            "--health-interval",
            "7s",
            "--health-retries",
            "4",
            "--health-start-period",
            "3s",
            "--log-driver",
            "json-file",
            "--log-opt",
            "max-size=1m",
            "--log-opt",
            "max-file=2",
            "--user",
            "0:1",
            "--hostname",
            "device-7",
            "--domainname",
            "example.org",
            "--add-host",
            "gateway:10.0.0.1",
            "--dns",
            "10.0.0.2",
            "--dns-search",
            "example.org",
            "--dns-option",
            "ndots:2",
            "--entrypoint",
            "/bin/busybox",
            "--stop-signal",
            "SIGTERM",
            "--stop-timeout",
            "3",
            "--workdir",
            "/",
            "--init",
            "--tty",
            "--interactive",
            "--restart",
            "on-failure:5"));
    return options;
  }
}
