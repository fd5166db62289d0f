# shellcheck shell=bash
# Shared by the scripts in this folder: words on the terminal, packages, and services that are started and stopped by pid.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
# Everything that the test bed writes lies in here.
BED="$ROOT/.testbed"
# shellcheck disable=SC2034 # used by those who source this file
REGISTRY="127.0.0.1:5000"

# say WHAT STATE [WHERE-AND-HOW-TO-SEE-MORE]: one aligned line a service.
say() { printf '%-12s %-16s %s\n' "$1:" "$2" "${3:-}"; }

die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

need_root() { [ "$(id -u)" -eq 0 ] || die "run it as root: it installs packages and starts a Docker engine"; }

# wait_for SECONDS WHAT COMMAND…: until the command succeeds; the command's own output is dropped.
wait_for() {
  local limit=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$limit" ] || {
      printf '%s did not answer in time\n' "$what" >&2
      return 1
    }
    sleep 0.2
  done
}

# Only one test bed command at a time in a checkout; the lock is not inherited by the services, which outlive it.
lock_bed() {
  mkdir -p "$BED/log" "$BED/run"
  exec 9>"$BED/lock"
  flock -w 600 9 || die "another test bed command holds $BED/lock"
}

# install COMMAND=PACKAGE…: what is missing, by apt-get, without letting Debian start services of its own.
install() {
  local pair missing=()
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null 2>&1 || missing+=("${pair#*=}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || die "missing: ${missing[*]}; install them, this machine has no apt-get"
  say packages installing "${missing[*]} (more: $BED/log/apt.log)"
  without_services apt_install "${missing[@]}" >>"$BED/log/apt.log" 2>&1 </dev/null ||
    die "apt-get could not install ${missing[*]}: see $BED/log/apt.log"
}

apt_install() {
  export DEBIAN_FRONTEND=noninteractive
  local options=(-y -q --no-install-recommends -o DPkg::Lock::Timeout=300)
  apt-get "${options[@]}" install "$@" || {
    apt-get -q update
    apt-get "${options[@]}" install "$@"
  }
}

# A package that starts its service on installation would take the port from the test bed.
without_services() {
  local policy=/usr/sbin/policy-rc.d mine="" status=0
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    mine=yes
  fi
  "$@" || status=$?
  [ -z "$mine" ] || rm -f "$policy"
  return "$status"
}

# A process is known by its pid and the moment it started: pids are given again.
started_at() { [ -r "/proc/$1/stat" ] && sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

# alive NAME: the service that was recorded under this name still runs. A zombie does not.
alive() {
  local pid moment
  [ -r "$BED/run/$1" ] || return 1
  read -r pid moment <"$BED/run/$1" || return 1
  [ "$(started_at "$pid")" = "$moment" ] && ! grep -q '^State:[[:space:]]*Z' "/proc/$pid/status" 2>/dev/null
}

pid_of() { cut -d' ' -f1 "$BED/run/$1"; }

# start NAME COMMAND…: in a session of its own, so that it outlives the terminal; its words go to log/NAME.log.
start() {
  local name=$1
  shift
  setsid "$@" >>"$BED/log/$name.log" 2>&1 </dev/null 9>&- &
  local pid=$!
  disown
  printf '%s %s\n' "$pid" "$(started_at "$pid")" >"$BED/run/$name"
}

# stop NAME: what `start` recorded and nothing else.
stop() {
  if alive "$1"; then
    kill "$(pid_of "$1")"
    wait_for 60 "$1" gone "$1" || kill -9 "$(pid_of "$1")"
  fi
  rm -f "$BED/run/$1"
}

gone() { ! alive "$1"; }

answers_on() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
