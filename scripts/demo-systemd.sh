# shellcheck shell=bash
# The demo's story with systemd: the device is a container whose process 1 is systemd.
# shellcheck source=scripts/lib-releases.sh
. "$ROOT/scripts/lib-releases.sh"
# shellcheck source=scripts/lib-systemd.sh
. "$ROOT/scripts/lib-systemd.sh"

UNIT=iotistic-agent
MACHINE=iotistic-demo
HERE=(docker exec "$MACHINE")

device_up() {
  note "the releases 1.0.6, and a 1.0.7 that exits at once, go to the release server at $RELEASES …"
  local version
  for version in 1.0.5 1.0.6; do
    "$ROOT/scripts/agent-file" "$version" "$WORK/agent-$version"
  done
  cat >"$WORK/agent-1.0.7" <<'END'
#!/bin/sh
if [ "$1" = --version ]; then echo "Iotistic Device Agent v1.0.7"; exit 0; fi
echo "FATAL: cannot read /etc/calibration.dat"
exit 3
END
  publish 1.0.6 "$WORK/agent-1.0.6"
  publish 1.0.7 "$WORK/agent-1.0.7"
  title "The device: a machine that systemd runs"
  "$ROOT/scripts/testbed" systemd-base
  docker rm -f "$MACHINE" >/dev/null 2>&1 || true
  docker run -d --name "$MACHINE" --hostname device --network host --cap-add SYS_ADMIN --cap-add NET_ADMIN --cap-add SYS_PTRACE \
    --security-opt seccomp=unconfined --security-opt apparmor=unconfined --tmpfs /run --tmpfs /run/lock \
    -v /sys/fs/cgroup:/sys/fs/cgroup:rw --cgroupns=host "$SYSTEMD_BASE" /sbin/init >/dev/null
  wait_for 120 "the machine" booted || die "see: docker logs $MACHINE"
  note "look around in it from another terminal: docker exec -it $MACHINE sh"
}

device_down() { docker rm -f -v "$MACHINE" >/dev/null 2>&1 || true; }

booted() { "${HERE[@]}" systemctl is-system-running | grep -Eq 'running|degraded'; }

start_agent() {
  title "The agent 1.0.5 is installed on the device"
  cat >"$WORK/agent.yaml" <<END
device: $DEVICE
mqtt: {url: "tcp://localhost:1883", username: admin, password: password}
systemd: {releases: "$RELEASES"}
health: {stable_for: 5s}
END
  "${HERE[@]}" mkdir -p /etc/iotistic
  docker cp "$WORK/agent.yaml" "$MACHINE:/etc/iotistic/agent.yaml"
  "${HERE[@]}" chmod 600 /etc/iotistic/agent.yaml
  docker cp "$WORK/agent-1.0.5" "$MACHINE:/root/iotistic-agent"
  docker cp "$ROOT/scripts/install-systemd" "$MACHINE:/root/install-systemd"
  run "${HERE[@]}" /root/install-systemd /root/iotistic-agent
  wait_for 120 "the agent" logged "Subscribed to topic" || die "see: ${HERE[*]} journalctl -u $UNIT"
}

logged() { "${HERE[@]}" journalctl -q -u "$UNIT" | grep -q "$1"; }

good_update() {
  title "The cloud sends an update to 1.0.6"
  command_update 1.0.6
  wait_for 180 "the update" terminals 1 || die "see: ${HERE[*]} journalctl -u $UNIT"
  [ "$(last_status | jq -r .type)" = update_succeeded ] || die "the update did not succeed: $(last_status)"
  title "It replaced itself; the old one stays as a backup"
  run "${HERE[@]}" "$UNIT" --version
  run "${HERE[@]}" ls -l /usr/local/bin /var/lib/iotistic/backups
}

bad_update() {
  title "The cloud sends 1.0.7, which exits at once"
  command_update 1.0.7
  wait_for 180 "the update" terminals 2 || die "see: ${HERE[*]} journalctl -u $UNIT"
  [ "$(last_status | jq -r '.type, .rolled_back' | xargs)" = "update_failed true" ] || die "not rolled back: $(last_status)"
  title "It went back to 1.0.6, and the report says why"
  last_status | jq '{reason, error, phase, rolled_back, current_version, device, log_tail}'
  run "${HERE[@]}" systemctl --no-pager --lines=0 status "$UNIT"
}

restore_by_hand() {
  title "Somebody restores the backup by hand"
  local backup
  backup=$("${HERE[@]}" ls /var/lib/iotistic/backups | tail -n 1)
  run "${HERE[@]}" systemctl stop "$UNIT"
  run "${HERE[@]}" cp "/var/lib/iotistic/backups/$backup" "/usr/local/bin/$UNIT"
  run "${HERE[@]}" chmod +x "/usr/local/bin/$UNIT"
  run "${HERE[@]}" systemctl start "$UNIT"
  title "The power fails, and comes back"
  run docker kill "$MACHINE"
  run docker start "$MACHINE"
  wait_for 120 "the agent" active || die "the agent did not come back"
  run "${HERE[@]}" "$UNIT" --version
}

active() { "${HERE[@]}" systemctl is-active --quiet "$UNIT"; }

story() {
  start_agent
  listen
  good_update
  bad_update
  restore_by_hand
}
