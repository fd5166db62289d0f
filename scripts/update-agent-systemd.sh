#!/usr/bin/env bash
# update-agent-systemd.sh VERSION [FORCE]
# Updates the Iotistic agent of this device to VERSION, which is one like 1.0.6 or the word latest, and waits for the
# end. FORCE (true, force, --force): even if it is installed already.
#
# Where the agent's own command works, it does the work. Where it does not, as on a device whose agent is broken, this
# script does it: it fetches and checks, and a unit of its own switches, watches, and goes back if the new one is no
# good. That unit survives a lost session, kill -9 and a power cut; a second call ends what a killed one has begun.
#
# Settings of the plain way are variables: IOTISTIC_SYSTEMD_UNIT, IOTISTIC_SYSTEMD_BINARY, IOTISTIC_SYSTEMD_RELEASES,
# IOTISTIC_SYSTEMD_ARTIFACT, IOTISTIC_SYSTEMD_TOKEN_FILE, IOTISTIC_SYSTEMD_CA, IOTISTIC_STATE_DIR, IOTISTIC_HEALTH_STABLE_FOR,
# IOTISTIC_HEALTH_TIMEOUT, IOTISTIC_BACKUPS. IOTISTIC_SCRIPT=plain asks for the plain way; the outcome of a call with
# IOTISTIC_UPDATE_ID is told again to a later call with the same one.
#
# Verbs, by which an agent with "updater: script" asks for the parts of it: --installed, --resolve VERSION,
# --prepare VERSION, --health, --log, --roll-back, --backups, --tidy. Their variables: IOTISTIC_DIGEST or
# IOTISTIC_DIGESTS, what the published file has to be; IOTISTIC_BACKUP, to install a backup instead;
# IOTISTIC_PREVIOUS, the identity to go back to; IOTISTIC_CALL_BACK=yes, if what is installed has to call again with the
# same IOTISTIC_UPDATE_ID, as a sign that it lives.
#
# Exit codes: 0 done or already current, 1 failed and the device as before, 2 usage, 3 rejected, 4 needs a person.
# The last line is for machines: result=… reason=… version=… previous=… device=… and more of some verbs, and
# error=… up to the end of the line.
set -euo pipefail

version='' previous='' force='' id=''

# line RESULT REASON DEVICE ERROR [MORE]
line() { printf 'result=%s reason=%s version=%s previous=%s device=%s%s error=%s\n' "$1" "$2" "$version" "$previous" "$3" "${5:+ $5}" "${4//[[:cntrl:]]/ }"; }

# fail EXIT REASON ERROR: nothing that runs has been touched.
fail() {
  printf '%s\n' "$3" >&2
  line "$([ "$1" -eq 3 ] && echo rejected || echo failed)" "$2" unchanged "$3"
  exit "$1"
}

# What is fetched and where it is put depends on these words, so nothing but a version of SemVer 2.0 may stand there.
check_arguments() {
  local LC_ALL=C wanted=${1-} number='(0|[1-9][0-9]*)' word='(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)'
  local semver="^$number\\.$number\\.$number(-$word(\\.$word)*)?(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?\$"
  [[ $# -ge 1 && $# -le 2 ]] || fail 2 missing_field "usage: ${0##*/} VERSION [FORCE]"
  [ ${#wanted} -le 256 ] || fail 3 invalid_version "the version is too long; nothing was done"
  [ "$wanted" = latest ] || [[ ${wanted#v} =~ $semver ]] || fail 3 invalid_version "the version is neither one like 1.0.6 nor \"latest\"; nothing was done"
  version=${wanted#v}
  case ${2-} in
    true | force | --force) force=yes ;;
    '' | false) ;;
    *) fail 2 invalid_field "FORCE is true, force, --force, or left out" ;;
  esac
}

# seconds NAME DURATION: 90, 90s, 5m or 1h.
seconds() {
  [[ $2 =~ ^([0-9]{1,6})(s|m|h|)$ ]] || fail 2 invalid_field "\"$2\" is not a duration like 30s or 5m"
  case ${BASH_REMATCH[2]} in
    m) printf -v "$1" %d $((10#${BASH_REMATCH[1]} * 60)) ;;
    h) printf -v "$1" %d $((10#${BASH_REMATCH[1]} * 3600)) ;;
    *) printf -v "$1" %d $((10#${BASH_REMATCH[1]})) ;;
  esac
}

# What the installed unit says about the variable $1.
was() { sed -n "s/^Environment=$1=//p" "/etc/systemd/system/$unit" 2>/dev/null || true; }

settings() {
  unit=${IOTISTIC_SYSTEMD_UNIT:-iotistic-agent} unit=${unit%.service}.service
  binary=${IOTISTIC_SYSTEMD_BINARY:-$(was IOTISTIC_SYSTEMD_BINARY)}
  binary=$(readlink -m -- "${binary:-/usr/local/bin/iotistic-agent}")
  state=${IOTISTIC_STATE_DIR:-$(was IOTISTIC_STATE_DIR)} state=${state:-/var/lib/iotistic}
  releases=${IOTISTIC_SYSTEMD_RELEASES:-https://github.com/Iotistica/iotistic}
  artifact=${IOTISTIC_SYSTEMD_ARTIFACT:-'iotistic-agent-linux-{arch}'}
  [[ $artifact =~ ^([A-Za-z0-9._+~-]|\{arch}|\{version}){1,200}$ ]] || fail 2 invalid_field "IOTISTIC_SYSTEMD_ARTIFACT is no name of a file"
  # Without TLS only this machine itself is asked.
  [[ $releases =~ ^(https://|http://(127\.[0-9.]+|localhost|\[::1\])[:/]) ]] || fail 2 invalid_field "IOTISTIC_SYSTEMD_RELEASES begins with https://"
  kept=${IOTISTIC_BACKUPS:-3} token=${IOTISTIC_SYSTEMD_TOKEN_FILE:-} ca=${IOTISTIC_SYSTEMD_CA:-}
  seconds stable "${IOTISTIC_HEALTH_STABLE_FOR:-30s}"
  seconds limit "${IOTISTIC_HEALTH_TIMEOUT:-5m}"
  # They stand in a unit, where a space or a % would be something else.
  [[ $unit$binary$state =~ ^[A-Za-z0-9_./@-]+$ ]] || fail 2 invalid_field "the unit, the binary and the state directory need plain names"
  [[ $kept =~ ^[1-9][0-9]{0,2}$ ]] || fail 2 invalid_field "IOTISTIC_BACKUPS is not a number"
  want=${IOTISTIC_DIGEST:-} restored=${IOTISTIC_BACKUP:-} before=${IOTISTIC_PREVIOUS:-}
  [[ -z $want || $want =~ ^sha256:[0-9a-f]{64}$ ]] || fail 2 invalid_field "IOTISTIC_DIGEST is not like sha256:…"
  [[ -z $restored || $restored =~ ^[A-Za-z0-9][A-Za-z0-9._+~-]*$ ]] || fail 2 invalid_field "IOTISTIC_BACKUP is no name of a backup"
  [[ $id =~ ^[A-Za-z0-9-]{1,80}$ ]] || fail 2 invalid_field "IOTISTIC_UPDATE_ID has letters, digits and - only"
  export JAVA_HOME="${JAVA_HOME:-$(was JAVA_HOME)}"
  [ -n "$JAVA_HOME" ] || unset JAVA_HOME
  places
}

places() {
  work=$state/script second=${unit%.service}-script.service
  # Beside the binary: a rename is all that the switch takes, in either direction.
  staged=${binary%/*}/.${binary##*/}.script.new
  # Within a sandbox that keeps this half from there, the second one brings it.
  [ -w "${binary%/*}" ] || staged=$work/staged
  link=${binary%/*}/.${binary##*/}.script.old
}

progress() { printf 'phase=%s\n' "$1"; }
digest() { [ ! -f "$1" ] || sha256sum -- "$1" | cut -d' ' -f1; }
now() { cut -d. -f1 /proc/uptime; }

# lay FILE: standard input becomes the file, whole or not at all, also after a power cut.
lay() {
  cat >"$1.tmp"
  sync "$1.tmp"
  mv -f "$1.tmp" "$1"
  sync "${1%/*}"
}

# The version that FILE says it is.
said_by() {
  local said
  said=$(timeout -k 5 60 "$1" --version 2>&1 </dev/null) || return 1
  [[ " $said " =~ [^0-9A-Za-z.+-]v?([0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.+-]+)?)[^0-9A-Za-z.+-] ]] || return 1
  printf '%s' "${BASH_REMATCH[1]}"
}

# What systemd says of the unit now.
declare -A seen=()
look() {
  local field value
  seen=()
  while IFS='=' read -r field value; do seen[$field]=$value; done < \
    <(timeout 20 systemctl show -p LoadState,ActiveState,SubState,Result,InvocationID,NRestarts,ExecMainStatus \
      -p ActiveEnterTimestampMonotonic,ActiveExitTimestampMonotonic "$unit" || true)
  state_now=${seen[ActiveState]-}/${seen[SubState]-}
  case $state_now in
    failed/* | inactive/* | */exited | */auto-restart) ended="exit status ${seen[ExecMainStatus]}, ${seen[Result]}" ;;
  esac
}

# --- what the second half has to know; a name=value a line ------------------------------------------------------------
fields=(id unit binary state stable limit kept version previous old new backup phase attempts call_back run reason error)
declare -A job=()
journal_write() {
  local field
  for field in "${fields[@]}"; do printf '%s=%s\n' "$field" "${job[$field]-}"; done | lay "$work/journal"
}
journal_read() {
  local field value
  [ -s "$work/journal" ] || return 1
  while IFS='=' read -r field value; do job[$field]=$value; done <"$work/journal"
}

# --- the first half: nothing that runs is touched ---------------------------------------------------------------------
# get URL FILE [OPTION]: what it answered goes to $answer.
get() {
  local status=0 more=("${@:3}")
  [ -z "$ca" ] || more+=(--cacert "$ca")
  # The token by standard input: arguments can be read by everybody.
  answer=$({ [ -z "$token" ] || printf 'Authorization: Bearer %s\n' "$(<"$token")"; } |
    curl -sS --proto-redir "=${releases%%:*},https" --header @- --retry 3 --connect-timeout 30 --speed-limit 1024 --speed-time 60 --max-filesize 536870912 \
      --output "$2" --write-out '%{http_code} %{redirect_url}' "${more[@]}" "$1" 2>"$work/curl.log") || status=$?
  case $status:${answer%% *} in
    0:2?? | 0:3??) ;;
    *:404) fail 1 not_found "there is no $1: name a version that was published" ;;
    *:401 | *:403) fail 1 registry_unauthorized "$1 wants a login: see IOTISTIC_SYSTEMD_TOKEN_FILE" ;;
    23:*) fail 1 disk_full "$2 cannot be written: make room there" ;;
    63:*) fail 1 size_exceeded "$1 is larger than 512 MiB" ;;
    5:* | 6:* | 7:* | 35:* | 60:* | 0:*) fail 1 registry_unavailable "$1 does not answer well: ${answer%% *} $(<"$work/curl.log")" ;;
    *) fail 1 download_failed "$1 could not be fetched: $(<"$work/curl.log")" ;;
  esac
}

# Which version the latest one is.
concrete() {
  [ "$version" = latest ] || return 0
  get "$releases/releases/latest" /dev/null
  [[ $answer =~ /tag/v?([0-9A-Za-z.+-]+)$ ]] || fail 1 not_found "$releases names no latest release"
  check_arguments "${BASH_REMATCH[1]}" ${force:+true}
}

# The digest of the file that is published for this machine is $sum, its name $name.
published() {
  local arch each
  case $(uname -m) in
    x86_64) arch=amd64 ;;
    aarch64) arch=arm64 ;;
    armv7* | armv8*) arch=armv7 ;;
    *) fail 1 platform_mismatch "no agent is published for $(uname -m)" ;;
  esac
  name=${artifact//'{arch}'/$arch} name=${name//'{version}'/$version}
  get "$releases/releases/download/v$version/SHA256SUMS" "$work/SHA256SUMS" --location
  sum=$(awk -v name="$name" 'length($1) == 64 && ($2 == name || $2 == "*" name) { print $1; exit }' "$work/SHA256SUMS")
  [ -n "$sum" ] || fail 1 not_found "SHA256SUMS of $version does not name $name"
  if [ -z "$want" ] && [ -n "${IOTISTIC_DIGESTS:-}" ]; then
    want="none for linux-$arch"
    for each in $IOTISTIC_DIGESTS; do [[ $each != "linux-$arch="* ]] || want=${each#*=}; done
  fi
  [ -z "$want" ] || [ "$want" = "sha256:$sum" ] || fail 1 digest_mismatch "$name of $version is sha256:$sum and should be $want"
}

# What is to be installed lies at $staged, checked; there already if it has been laid ready before.
fetch() {
  local said
  if [ -n "$restored" ]; then
    name=$restored sum=$(described "$restored" identity) sum=${sum#sha256:}
    [ -n "$sum" ] || fail 1 not_found "there is no backup $restored"
  else
    published
  fi
  if [ "$(digest "$staged")" != "$sum" ]; then
    rm -f -- "$staged"
    if [ -n "$restored" ]; then
      cp -- "$state/backups/$restored" "$work/download" || fail 1 disk_full "no room for a copy of $restored in $work"
    else
      get "$releases/releases/download/v$version/$name" "$work/download" --location
    fi
    [ "$(digest "$work/download")" = "$sum" ] || fail 1 digest_mismatch "$name of $version is not what was said of it"
    printf 'progress=%s/%s\n' "$(stat -c %s "$work/download")" "$(stat -c %s "$work/download")"
    bring "$work/download" "$staged" || fail 1 disk_full "$staged cannot be written: make room there"
  fi
  rm -f -- "$work"/{download,SHA256SUMS,curl.log}
  said=$(said_by "$staged") || fail 1 self_test_failed "$name of $version does not run here: --version ends badly"
  [ "${said%%+*}" = "${version%%+*}" ] || fail 1 version_mismatch "the artifact of $version says that it is $said"
}

# bring FROM TO: the whole of it, or nothing.
bring() { { install -m 755 -- "$1" "$2" && sync "$2"; } || { rm -f -- "$2" && return 1; }; }

# described BACKUP FIELD: what stands in its description, which may be one of the agent's own.
described() { sed -n "s/^$2=//p" "$state/backups/.$1.properties" 2>/dev/null | tr -d "\\\\" || true; }

# number NAME of all backups, newest first. The number tells which is newer: a clock may be wrong.
list_backups() {
  local file name
  for file in "$state"/backups/.*.properties; do
    [ -f "$file" ] || continue
    name=$(basename "$file" .properties | cut -c2-)
    printf '%s %s\n' "$(described "$name" number)" "$name"
  done | sort -rn
}

usable() { [ "sha256:$(digest "$state/backups/$1")" = "$(described "$1" identity)" ]; }

# The description last: what was not done yet is done the next time.
remove_backup() {
  rm -f -- "$state/backups/$1"
  rm -f -- "$state/backups/.$1.properties"
}

# All but the newest $kept whole ones go, and never $1.
prune() {
  local n=0 name
  while read -r _ name; do
    if [ "$name" = "${1-}" ] || { usable "$name" && [ "$n" -lt "$kept" ]; }; then
      n=$((n + 1))
    else
      remove_backup "$name"
      printf 'done=backup %s removed, %d are kept\n' "$name" "$kept"
    fi
  done < <(list_backups)
}

# As the agent's own command knows them, so that it can go back to this one.
back_up() {
  local name number
  name=${binary##*/}-${previous:-0.0.0}-$(date -u +%Y%m%d-%H%M%S)
  job[old]=$(digest "$binary") job[backup]=$name job[new]=$sum
  mkdir -p "$state/backups"
  number=$(list_backups | sed -n '1s/ .*//p')
  printf 'number=%d\nversion=%s\nidentity=sha256:%s\ntaken_at=%s\nupdate=%s\n' $((number + 1)) "${previous:-0.0.0}" "${job[old]}" \
    "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$id" | lay "$state/backups/.$name.properties"
  bring "$binary" "$state/backups/$name" || fail 1 disk_full "no room for a backup in $state/backups"
  usable "$name" || fail 1 rollback_not_proven "the backup is not what was copied: look at the disk"
}

# Whatever a killed call has left that had not begun to switch, but for what was laid ready.
clean() {
  rm -f -- "$link" "$work"/{download,SHA256SUMS,curl.log,log,run,called} "$work"/*.tmp "$state"/backups/.*.tmp
  [ ! -e "/etc/systemd/system/$second" ] || disarm
  # Killed in its very last moment it is remembered as one that failed.
  systemctl reset-failed "$second" 2>/dev/null || true
}

target() {
  [ -f "$binary" ] || fail 1 unsupported_target "there is no $binary: install one, or set IOTISTIC_SYSTEMD_BINARY"
  [ "$(systemctl show --property=LoadState --value "$unit")" = loaded ] || fail 1 unsupported_target "there is no $unit: set IOTISTIC_SYSTEMD_UNIT"
  [ ! -e "$state/switcher/armed" ] || fail 1 vetoed "an update of the agent's own is in flight: wait for its end"
}

prepare() {
  target
  clean
  previous=$(said_by "$binary") || previous=''
  concrete
  # What follows a + makes no other version.
  if [ -z "$force" ] && [ "${version%%+*}" = "${previous%%+*}" ]; then
    line current already_current unchanged "$version is installed already"
    exit 0
  fi
  progress preparing
  fetch
  undo_backup
  back_up
  job+=([id]=$id [unit]=$unit [binary]=$binary [state]=$state [stable]=$stable [limit]=$limit [kept]=$kept)
  job+=([version]=$version [previous]=$previous [phase]=activating [attempts]=0 [call_back]=${IOTISTIC_CALL_BACK:-})
  look
  job[run]=${seen[InvocationID]-}
  journal_write
}

# The backup that this update has made goes: of a killed call, or of one that is called off.
undo_backup() {
  local name
  while read -r _ name; do
    [ "$(described "$name" update)" != "$id" ] || remove_backup "$name"
  done < <(list_backups)
}

# By systemd, so that it is no child of this session nor of the agent, whose processes end when the agent does.
start_second_half() {
  lay "$work/run" <"$self"
  systemd-run --quiet --wait --collect "${BASH:-/bin/bash}" "$work/run" --arm "$work" "$second" || fail 1 platform_denied "systemd does not start the second half"
}

follow() {
  local shown=0 end lines
  end=$(($(now) + limit + 1200))
  until [ -f "$work/result" ] && [ "$(head -1 "$work/result")" = "$1" ]; do
    [ "$(now)" -lt "$end" ] || fail 4 timed_out "the second half does not end: systemctl status $second"
    case $(systemctl is-active "$second" || true) in
      active | activating | deactivating | reloading) ;;
      *) [ ! -s "$work/journal" ] || start_second_half ;;
    esac
    lines=$(tail -n "+$((shown + 1))" "$work/log" 2>/dev/null || true)
    [ -z "$lines" ] || { printf '%s\n' "$lines" && shown=$((shown + $(wc -l <<<"$lines"))); }
    sleep 0.5
  done
  tail -n "+$((shown + 1))" "$work/log" 2>/dev/null || true
  # It has told its end, and puts away what it needed.
  while systemctl is-active --quiet "$second" && [ "$(now)" -lt "$end" ]; do sleep 0.2; done
}

# The outcome, as it was told first.
tell() {
  sed -n 3p "$work/result"
  exit "$(sed -n 2p "$work/result")"
}

# --- the second half: a unit of its own ---------------------------------------------------------------------------------
arm() {
  printf '%s\n' '[Unit]' 'Description=Iotistic device agent: an update by the script' "RequiresMountsFor=$state ${binary%/*}" StartLimitIntervalSec=0 \
    '[Service]' "ExecStart=${BASH:-/bin/bash} $work/run --switch $work $second" Restart=on-failure RestartSec=1 OOMScoreAdjust=-500 \
    '[Install]' WantedBy=multi-user.target | lay "/etc/systemd/system/$second"
  systemctl daemon-reload
  systemctl enable --quiet "$second"
  systemctl start "$second"
}

disarm() {
  systemctl disable --quiet "$second" 2>/dev/null || true
  rm -f "/etc/systemd/system/$second"
  systemctl daemon-reload
}

# Until the unit has run for $1 seconds without a restart, at most for $2. If it is no good, $why is a reason.
runs_for() {
  local need=$1 end run='' since=0 bad=0
  end=$(($(now) + $2)) why=health_timeout ended='it did not end'
  while [ "$(now)" -lt "$end" ]; do
    look
    if [ "$state_now" = active/running ]; then
      [ "${seen[InvocationID]}" = "$run" ] || { run=${seen[InvocationID]} since=$(now); }
      [ $(($(now) - since)) -lt "$need" ] || return 0
    fi
    # Two looks five seconds apart: one is not a verdict.
    if [ "${seen[ActiveState]-}" = failed ] || [ "${seen[NRestarts]:-0}" -ge 3 ]; then bad=$((bad + 1)); else bad=0; fi
    [ "$bad" -lt 6 ] || {
      why=crashed
      return 1
    }
    sleep 1
  done
  return 1
}

restart() {
  systemctl reset-failed "$unit" 2>/dev/null || true
  timeout 150 systemctl restart "$unit" || true
}

activate() {
  job[attempts]=$((job[attempts] + 1))
  journal_write
  [ "${job[attempts]}" -le 3 ] || go_back boot_limit "the switch was interrupted three times"
  progress activating
  if [ "$(digest "$binary")" != "${job[new]}" ]; then
    [ ! -f "$work/staged" ] || bring "$work/staged" "$staged" || go_back disk_full "$staged cannot be written: make room there"
    [ "$(digest "$staged")" = "${job[new]}" ] || go_back internal_error "$staged is gone: call the script again"
    [ "$(digest "$binary")" != "${job[old]}" ] || ln -f -- "$binary" "$link"
    mv -f -- "$staged" "$binary"
    sync "${binary%/*}"
  fi
  restart
  progress verifying
  runs_for "$stable" "$limit" || go_back "$why" "$unit does not run for $stable s with ${job[version]} ($ended); see its log above"
  [ "${job[call_back]}" != yes ] || called_back || go_back health_timeout "${job[version]} runs, but has not called the script again in $limit s; see its log above"
  job[phase]=committing
  journal_write
}

# Who runs now, and not before the switch, has called the script: a version that does nothing is not taken for an agent.
called_back() {
  local end
  end=$(($(now) + limit))
  until [ -s "$work/called" ] && [ "$(<"$work/called")" != "${job[run]}" ]; do
    [ "$(now)" -lt "$end" ] || return 1
    sleep 0.5
  done
}

commit() {
  local gap
  progress committing
  prune "${job[backup]}"
  look
  gap=$(((${seen[ActiveEnterTimestampMonotonic]:-0} - ${seen[ActiveExitTimestampMonotonic]:-0}) / 1000))
  end 0 "$(line updated '' updated '' "downtime_ms=$((gap > 0 ? gap : 0))")"
}

# go_back REASON ERROR: begins or goes on with it, and never returns.
go_back() {
  local try source
  if [ "${job[phase]}" != rolling_back ]; then
    journalctl --no-pager --quiet --output=cat --lines=20 --unit="$unit" | sed 's/^/| /' || true
    job+=([phase]=rolling_back [reason]=$1 [error]=$2)
    journal_write
  fi
  progress rolling_back
  for try in 1 2 3 4 5 6; do
    for source in "$binary" "$link" "$state/backups/${job[backup]}"; do
      [ "$(digest "$source")" = "${job[old]}" ] || continue
      [ "$source" = "$binary" ] || { ln -f -- "$source" "$staged" 2>/dev/null || install -m 755 -- "$source" "$staged"; }
      [ "$source" = "$binary" ] || mv -f -- "$staged" "$binary"
      break
    done
    sync "${binary%/*}"
    restart
    ! runs_for 5 120 || end 1 "$(line failed "${job[reason]}" rolled_back "${job[error]}")"
    sleep $((try * 5))
  done
  end 4 "$(line needs_person "${job[reason]}" needs_person "${job[error]}; the old one does not run either: systemctl status $unit")"
}

# end EXIT LINE: the outcome is written before what it came from goes.
end() {
  printf '%s\n%s\n%s\n' "${job[id]}" "$1" "$2" | lay "$work/result"
  rm -f -- "$work/journal"
  rm -f -- "$staged" "$link" "$work"/{staged,called}
  disarm
  rm -f -- "$work/run"
  exit 0
}

# --- what to do -----------------------------------------------------------------------------------------------------------
# What the second half works on is in the journal; the settings of a later call are those of another update.
from_journal() {
  unit=${job[unit]} binary=${job[binary]} state=${job[state]} stable=${job[stable]} limit=${job[limit]} kept=${job[kept]}
  version=${job[version]} previous=${job[previous]}
  places
}

second_half() {
  work=$2 second=$3
  if ! journal_read; then
    disarm
    exit 0
  fi
  from_journal
  if [ "$1" = --arm ]; then
    arm
    exit 0
  fi
  exec >>"$work/log" 2>&1
  # Told already, and killed while it was put away.
  [ "$(head -1 "$work/result" 2>/dev/null)" != "${job[id]}" ] || end "$(sed -n 2p "$work/result")" "$(sed -n 3p "$work/result")"
  case ${job[phase]} in
    rolling_back) go_back ;;
    activating) activate ;;
  esac
  commit
}

# The agent's own command, where it works; it is asked before it is trusted.
hand_over() {
  local status=0 known
  [ "${IOTISTIC_SCRIPT:-}" != plain ] && [ -x "$binary" ] || return 0
  previous=$(said_by "$binary") || return 0
  known=$(timeout -k 5 30 "$binary" update --help 2>/dev/null </dev/null) || return 0
  [[ $known == *--dry-run* ]] || return 0
  "$binary" update "$version" ${force:+--force} || status=$?
  case $status in
    0) line updated '' updated '' ;;
    3) line rejected script_execution_failed unchanged 'see above' ;;
    4) line needs_person script_execution_failed needs_person 'see above' ;;
    *) line failed script_execution_failed unchanged 'see above' ;;
  esac
  exit "$status"
}

# What the plain way needs, and one call at a time. The lock goes with the process, however it ends.
one_at_a_time() {
  local each
  [ "$(id -u)" -eq 0 ] || fail 1 platform_denied "only root may replace a service: try it with sudo"
  for each in curl flock systemd-run; do
    command -v "$each" >/dev/null || fail 1 unsupported_target "$each is missing on this device: install it"
  done
  [ -d /run/systemd/system ] || fail 1 unsupported_target "systemd does not run this machine"
  mkdir -p "$work" || fail 1 platform_denied "$work cannot be made: try it as root, or with sudo"
  chmod 700 "$work"
  exec 9>"$work/lock"
  flock -w 1800 9 || fail 1 timed_out "another call holds $work/lock"
}

# --- the verbs ------------------------------------------------------------------------------------------------------------

installed() {
  local self=no
  [ -f "$binary" ] || fail 1 unsupported_target "there is no $binary: install one, or set IOTISTIC_SYSTEMD_BINARY"
  if within; then self=yes; else version=$(said_by "$binary") || version=0.0.0; fi
  line installed '' unchanged '' "identity=sha256:$(digest "$binary") self=$self"
}

resolve() {
  concrete
  published
  rm -f -- "$work"/{SHA256SUMS,curl.log}
  line resolved '' unchanged '' "digest=sha256:$sum"
}

lay_ready() {
  ! journal_read || follow "${job[id]}"
  target
  clean
  fetch
  line prepared '' unchanged '' "identity=sha256:$sum"
}

health() {
  ended=''
  look
  case $state_now in
    /) fail 1 platform_unavailable "systemd does not answer" ;;
    active/running) line healthy '' unchanged '' "run=${seen[InvocationID]} identity=sha256:$(digest "$binary")" ;;
    active/* | failed/* | inactive/* | */auto-restart) line unhealthy crashed unchanged "$unit is $state_now (${ended:-it does not run on})" ;;
    *) line starting '' unchanged "$unit is $state_now" ;;
  esac
}

said() {
  [ ! -f "$work/log" ] || cat "$work/log"
  line log '' unchanged ''
}

backups() {
  local name usable
  while read -r _ name; do
    usable=yes
    usable "$name" || usable=no
    printf 'backup=%s version=%s identity=%s taken_at=%s usable=%s\n' "$name" "$(described "$name" version)" "$(described "$name" identity)" \
      "$(described "$name" taken_at)" "$usable"
  done < <(list_backups)
  line backups '' unchanged ''
}

# Whatever is observed, the old one runs and nothing of this update is left.
roll_back() {
  local back=$id-back
  [[ $before =~ ^sha256:[0-9a-f]{64}$ ]] || fail 2 missing_field "IOTISTIC_PREVIOUS says what to go back to"
  if journal_read; then
    turn_back
    follow "${job[id]}"
    job=()
  fi
  if [ "sha256:$(digest "$binary")" != "$before" ] || ! { within || runs_for 0 30; }; then
    find_way_back
    job+=([id]=$back [unit]=$unit [binary]=$binary [state]=$state [stable]=$stable [limit]=$limit [kept]=$kept)
    job+=([old]=${before#sha256:} [phase]=rolling_back [reason]=cancelled [error]='it was called off')
    rm -f -- "$work/result"
    journal_write
    follow "$back"
    [ "$(sed -n 2p "$work/result")" -ne 4 ] || tell
  fi
  clean
  rm -f -- "$staged" "$work/staged"
  undo_backup
  line rolled_back '' rolled_back ''
}

# A second half that switches is stopped, so that two do not write, and goes on in the other direction. One that commits
# has nearly done, and one that goes back already is let: stopped, it would restart the old one again, and again.
turn_back() {
  [ "${job[phase]}" = activating ] || return 0
  systemctl stop "$second" 2>/dev/null || true
  if journal_read && [ "${job[phase]}" = activating ]; then
    job+=([phase]=rolling_back [reason]=cancelled [error]='it was called off')
    journal_write
  fi
}

find_way_back() {
  local name
  while read -r _ name; do
    if [ "$(described "$name" identity)" = "$before" ] && usable "$name"; then
      job+=([backup]=$name [previous]=$(described "$name" version))
      return
    fi
  done < <(list_backups)
  [ "sha256:$(digest "$binary")" = "$before" ] || fail 1 rollback_not_proven "no backup is $before: install one by hand"
}

tidy() {
  local each
  if ! journal_read; then
    for each in "$staged" "$link" "$work"/{staged,download,run} "/etc/systemd/system/$second"; do
      [ ! -e "$each" ] || printf 'done=%s removed\n' "$each"
    done
    clean
    rm -f -- "$staged" "$work/staged"
    prune
  fi
  line tidy '' unchanged ''
}

declare -A questions=(["--installed"]=installed ["--health"]=health ["--log"]=said ["--backups"]=backups)
declare -A works=(["--resolve"]=resolve ["--prepare"]=lay_ready ["--roll-back"]=roll_back ["--tidy"]=tidy)
verb() {
  [[ $1 != --resolve && $1 != --prepare ]] || check_arguments "${@:2}"
  # Any other word is no version, and is told so.
  [ -n "${questions[$1]-}${works[$1]-}" ] || check_arguments "$1"
  settings
  [ -z "${works[$1]-}" ] || one_at_a_time
  "${questions[$1]-}${works[$1]-}"
}

# An agent that calls this from within the unit is what the unit runs.
within() { grep -q "/$unit\$" /proc/self/cgroup; }

call_back() {
  look
  printf '%s' "${seen[InvocationID]}" | lay "$work/called"
}

main() {
  check_arguments "$@"
  settings
  [ ! -s "$work/journal" ] && hand_over
  one_at_a_time
  [ "$(head -1 "$work/result" 2>/dev/null)" != "$id" ] || tell
  if journal_read; then
    # This one was killed: it ends first, and if it is the same update, it is this one.
    [ "${job[id]}" != "$id" ] || ! within || call_back
    follow "${job[id]}"
    [[ ${job[id]} != "$id" && (-n ${IOTISTIC_UPDATE_ID:-} || ${job[version]%%+*} != "${version%%+*}") ]] || tell
    job=()
    hand_over
  fi
  prepare
  start_second_half
  follow "$id"
  tell
}

self=$(readlink -f -- "$0")
id=${IOTISTIC_UPDATE_ID:-by-hand-$(date -u +%Y%m%d-%H%M%S)-$$}
case ${1-} in
  --arm | --switch) second_half "$@" ;;
  --*) verb "$@" ;;
  *) main "$@" ;;
esac
