# shellcheck shell=bash
# Docker engines of the test bed: the usual one, and further ones beside it whose power can be cut without harm to anybody else.

# paths NAME: where an engine has its things. Sockets need short paths, so they lie in /run under a name made of the checkout's.
paths() {
  ENGINE=$1
  DATA="$BED/engines/$1"
  if [ "$1" = usual ]; then
    # The kernel's list of mounts knows no symbolic links.
    EXEC=$(readlink -f /var/run)/docker
    SOCKET=/var/run/docker.sock
  else
    EXEC="/run/testbed-$(printf '%s' "$BED" | cksum | cut -d' ' -f1)-$1"
    SOCKET="$EXEC.sock"
  fi
}

# Names of all engines that were started here and not stopped.
engines() { find "$BED/run" -name 'engine-*' -printf '%f\n' 2>/dev/null | sed 's/^engine-//'; }

engine_answers() { DOCKER_HOST="unix://$SOCKET" docker version --format '{{.Server.Version}}' 2>/dev/null; }

engine_up() {
  paths "$1"
  local version
  if alive "engine-$1" && version=$(engine_answers); then
    say engine running "$version at $SOCKET (more: $BED/log/engine-$1.log)"
  elif version=$(engine_answers); then
    say engine "not ours" "$version at $SOCKET, left alone"
  else
    engine_start
    say engine started "$(engine_answers) at $SOCKET (more: $BED/log/engine-$1.log)"
  fi
}

engine_start() {
  mkdir -p "$DATA" "$BED/engines"
  clear_stale_pid "$BED/run/$ENGINE.pid" dockerd
  clear_stale_pid "$EXEC/containerd/containerd.pid" containerd
  [ -e "$EXEC/containerd/containerd.pid" ] || empty_run
  local options=(--data-root "$DATA" --exec-root "$EXEC" --pidfile "$BED/run/$ENGINE.pid" --host "unix://$SOCKET")
  # A second engine would rewrite the first one's packet filter, and both need a bridge.
  [ "$ENGINE" = usual ] || options+=(--iptables=false --ip-masq=false --bridge "$(bridge)" --cgroup-parent "/$(basename "$EXEC")")
  start "engine-$ENGINE" dockerd "${options[@]}"
  wait_for 120 "the engine" engine_answers || die "see $BED/log/engine-$ENGINE.log"
  [ "$ENGINE" = usual ] || ln -sfn "$SOCKET" "$BED/engines/$ENGINE.sock"
}

# The bridge of a further engine: made once, found by its name afterwards.
bridge() {
  local name number
  number=$(printf '%s' "$EXEC" | cksum | cut -d' ' -f1)
  name="tb$number"
  name=${name:0:15}
  if ! ip link show "$name" >/dev/null 2>&1; then
    ip link add "$name" type bridge
    ip address add "10.$((number % 100 + 100)).$((number / 100 % 250)).1/24" dev "$name"
    ip link set "$name" up
  fi
  printf '%s\n' "$name"
}

# The bridges of an engine, which it leaves behind when it stops.
bridges() {
  if [ "$ENGINE" = usual ]; then echo docker0; else bridge; fi
  DOCKER_HOST="unix://$SOCKET" docker network ls -q --filter driver=bridge --filter type=custom | sed 's/^/br-/'
}

# A killed engine leaves pid files behind, and the next one believes them if any process has that number.
clear_stale_pid() {
  local pid
  [ -r "$1" ] || return 0
  pid=$(cat "$1")
  if [ "$(cat "/proc/$pid/comm" 2>/dev/null)" != "$2" ] || grep -q '^State:[[:space:]]*Z' "/proc/$pid/status" 2>/dev/null; then
    rm -f "$1"
  fi
}

engine_down() {
  paths "$1"
  alive "engine-$1" || {
    rm -f "$BED/run/engine-$1"
    return 0
  }
  local containers link
  containers=$(DOCKER_HOST="unix://$SOCKET" docker ps -q) || containers=""
  # shellcheck disable=SC2086 # one word a container
  [ -z "$containers" ] || DOCKER_HOST="unix://$SOCKET" docker kill $containers >/dev/null 2>&1 || true
  local links
  links=$(bridges)
  stop "engine-$1"
  empty_run
  rm -rf "$SOCKET" "$BED/engines/$1.sock"
  [ "$1" = usual ] || rm -rf "$EXEC"
  for link in $links; do ip link delete "$link" 2>/dev/null || true; done
  say engine stopped "$SOCKET"
}

# Stops the engine in good order with its containers still wanted, and starts it again.
engine_restart() {
  paths "$1"
  alive "engine-$1" || die "the engine at $SOCKET was not started here: it is not ours to restart"
  stop "engine-$1"
  engine_start
  say engine restarted "$(engine_answers) at $SOCKET"
}

engine_status() {
  paths "$1"
  local version
  if ! version=$(engine_answers); then
    say engine down "start it: scripts/testbed up"
  elif alive "engine-$1"; then
    say engine running "$version at $SOCKET, pid $(pid_of "engine-$1") (more: $BED/log/engine-$1.log)"
  else
    say engine "not ours" "$version at $SOCKET"
  fi
}

# Kills the engine, its containerd, shims and every process of its containers, and starts it again.
engine_power_cut() {
  paths "$1"
  alive "engine-$1" || die "the engine at $SOCKET was not started here: its power is not ours to cut"
  kill_engine
  engine_start
  say engine "power cut" "and started again at $SOCKET"
}

kill_engine() {
  local pids
  # Nobody may start anything new while the others are being collected.
  kill -STOP "$(pid_of "engine-$ENGINE")" 2>/dev/null || true
  while pids=$(engine_processes) && [ -n "$pids" ]; do
    # shellcheck disable=SC2086 # one word a pid
    kill -9 $pids 2>/dev/null || true
    sleep 0.05
  done
  rm -f "$BED/run/engine-$ENGINE"
}

# dockerd, containerd, the shims (by the address of this engine's containerd) and all that descend from them; no zombies.
engine_processes() {
  ps -e -o pid=,ppid=,stat=,args= | awk -v root="$(pid_of "engine-$ENGINE")" -v address="$EXEC/containerd/" '
    $3 ~ /^Z/ { next }
    { parent[$1] = $2 }
    $1 == root { hit[$1] = 1 }
    $4 ~ /containerd/ && index($0, address) { hit[$1] = 1 }
    END {
      do {
        found = 0
        for (pid in parent) if (!(pid in hit) && (parent[pid] in hit)) { hit[pid] = 1; found = 1 }
      } while (found)
      for (pid in hit) print pid
    }'
}

# After a boot /run is empty, and so it must be here: no containerd state, no network namespaces, no mounted layers.
# Sockets of plugins belong to others.
empty_run() {
  local mount
  awk -v a="$EXEC/" -v b="$DATA/" 'index($5 "/", a) == 1 || index($5 "/", b) == 1 { print $5 }' /proc/self/mountinfo | sort -r |
    while read -r mount; do umount -l "$mount" 2>/dev/null || true; done
  [ ! -d "$EXEC" ] || find "$EXEC" -mindepth 1 -maxdepth 1 ! -name plugins -exec rm -rf {} +
  rm -f "$BED/run/$ENGINE.pid"
}
