#!/bin/sh
# update-agent-docker.sh VERSION [FORCE]
# Updates the Iotistic agent in a container to VERSION, which is one like 1.0.6 or the word latest, and waits for the
# end. FORCE (true, force, --force): even if it is installed already.
#
# It is at /app/bin in the image, and works on the host as well. Where the agent's own command works, that does the
# work. Where it does not, this script does it: it pulls and checks, and a process of its own creates the new container
# from the whole configuration of the old one, switches, watches, and goes back if the new one is no good. Until the new
# one is proven the engine starts the old one at a boot. A second call ends what a killed one has begun.
#
# The plain way needs docker, curl, jq and the engine's socket. Its settings are variables: IOTISTIC_DOCKER_CONTAINER,
# IOTISTIC_DOCKER_IMAGE, IOTISTIC_DOCKER_TAG, IOTISTIC_STATE_DIR, IOTISTIC_HEALTH_STABLE_FOR, IOTISTIC_HEALTH_TIMEOUT,
# IOTISTIC_BACKUPS, DOCKER_HOST. IOTISTIC_SCRIPT=plain asks for the plain way; the outcome of a call with
# IOTISTIC_UPDATE_ID is told again to a later call with the same one.
#
# Exit codes: 0 done or already current, 1 failed and the device as before, 2 usage, 3 rejected, 4 needs a person.
# The last line is for machines: result=… reason=… version=… previous=… device=… error=… (up to the end of the line)
#
# The shell of an image may be busybox or dash, and dash has no pipefail.
set -eu
# shellcheck disable=SC3040
! (set -o pipefail) 2>/dev/null || set -o pipefail

version='' previous='' force='' work=''

# What the first half made for itself; the second half may be at work with files of its own.
tidy() { [ -z "$work" ] || [ -s "$work/journal" ] || rm -f "$work"/*.json "$work"/*.tmp; }

# line RESULT REASON DEVICE ERROR
line() {
  printf 'result=%s reason=%s version=%s previous=%s device=%s error=%s\n' "$1" "$2" "$version" "$previous" "$3" \
    "$(printf %s "$4" | tr '[:cntrl:]' ' ' | cut -c1-500)"
}

# fail EXIT REASON ERROR: nothing that runs has been touched.
fail() {
  printf '%s\n' "$3" >&2
  tidy
  if [ "$1" -eq 3 ]; then line rejected "$2" unchanged "$3"; else line failed "$2" unchanged "$3"; fi
  exit "$1"
}

# The name of an image depends on these words, so nothing but a version of SemVer 2.0 may stand there.
check_arguments() {
  [ $# -eq 1 ] || [ $# -eq 2 ] || fail 2 missing_field "usage: ${0##*/} VERSION [FORCE]"
  wanted=$1
  [ "${#wanted}" -le 256 ] || fail 3 invalid_version "the version is too long; nothing was done"
  if [ "$wanted" != latest ]; then
    wanted=${wanted#v}
    number='(0|[1-9][0-9]*)' word='(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)'
    case $wanted in
      # Newlines too, which the next one would take for the end.
      '' | *[!0-9A-Za-z.+-]*) semver=none ;;
      *) semver="^$number\\.$number\\.$number(-$word(\\.$word)*)?(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?\$" ;;
    esac
    printf '%s\n' "$wanted" | LC_ALL=C grep -Eq "$semver" || fail 3 invalid_version "the version is neither one like 1.0.6 nor \"latest\"; nothing was done"
  fi
  version=$wanted
  case ${2:-} in
    true | force | --force) force=yes ;;
    '' | false) ;;
    *) fail 2 invalid_field "FORCE is true, force, --force, or left out" ;;
  esac
}

# 90, 90s, 5m or 1h in seconds; nothing if it is none.
seconds() {
  case $1 in
    '' | *[!0-9smh]* | [smh]* | *[smh]?*) ;;
    *m) echo $((${1%m} * 60)) ;;
    *h) echo $((${1%h} * 3600)) ;;
    *) echo "${1%s}" ;;
  esac
}

settings() {
  name=${IOTISTIC_DOCKER_CONTAINER:-iotistic-agent}
  case $name in
    [!A-Za-z0-9]* | *[!A-Za-z0-9_.-]*) fail 2 invalid_field "\"$name\" is no name of a container" ;;
  esac
  stable=$(seconds "${IOTISTIC_HEALTH_STABLE_FOR:-30s}") limit=$(seconds "${IOTISTIC_HEALTH_TIMEOUT:-5m}")
  if [ -z "$stable" ] || [ -z "$limit" ]; then fail 2 invalid_field "IOTISTIC_HEALTH_… wants a duration like 30s or 5m"; fi
  kept=${IOTISTIC_BACKUPS:-3}
  work=${IOTISTIC_STATE_DIR:-/var/lib/iotistic}/script/$name
  case ${DOCKER_HOST:=unix:///var/run/docker.sock} in
    unix://*) ;;
    *) fail 1 unsupported_target "the engine is asked by its socket: DOCKER_HOST is unix:///path" ;;
  esac
  export DOCKER_HOST
}

progress() { printf 'phase=%s\n' "$1"; }
now() { cut -d. -f1 /proc/uptime; }

# lay FILE: standard input becomes the file, whole or not at all, also after a power cut.
lay() {
  cat >"$1.tmp"
  sync
  mv -f "$1.tmp" "$1"
  sync
}

# --- the agent's own command, where it works; it is asked before it is trusted -----------------------------------------
hand_over() {
  [ "${IOTISTIC_SCRIPT:-}" != plain ] || return 0
  if [ -x /app/iotistic-agent ]; then
    set -- /app/iotistic-agent
  else
    set -- docker exec "$name" /app/iotistic-agent
  fi
  timeout 60 "$@" --version 2>/dev/null </dev/null | grep '^Iotistic Device Agent v' >/dev/null || return 0
  timeout 60 "$@" update --help 2>/dev/null </dev/null | grep -e --dry-run >/dev/null || return 0
  status=0
  "$@" update "$version" ${force:+--force} || status=$?
  # The container in which the command ran has been replaced; the new one knows how it ended.
  [ "$1" = docker ] && [ "$status" -gt 4 ] && command -v jq >/dev/null && outcome "$@"
  case $status in
    0) line updated '' updated '' ;;
    3) line rejected script_execution_failed unchanged 'see above' ;;
    4) line needs_person script_execution_failed needs_person 'see above' ;;
    *) line failed script_execution_failed unchanged 'see above' ;;
  esac
  exit "$status"
}

outcome() {
  end=$(($(now) + 1800))
  while [ "$(now)" -lt "$end" ]; do
    sleep 2
    said=$(timeout 60 "$@" status --json 2>/dev/null </dev/null | jq -r 'select(.running and .update == null and .last != null) | .last |
      "\(.type) \(.reason // "") \(.previous_version // "") \(.device // "") \(.error // "")"') || said=''
    case $said in
      'update_succeeded '*) line updated '' updated '' && exit 0 ;;
      *' needs_person '*) line needs_person '' needs_person "$said" && exit 4 ;;
      update_*) line failed '' rolled_back "$said" && exit 1 ;;
    esac
  done
  line needs_person timed_out needs_person "no agent has come back to say how it ended"
  exit 4
}

# --- what the second half has to know: a JSON object --------------------------------------------------------------------
get() { jq -r --arg field "$1" '.[$field] // ""' "$work/journal"; }
# put FIELD VALUE…
put() {
  while [ $# -gt 0 ]; do
    jq --arg field "$1" --arg value "$2" '.[$field] = $value' "$work/journal" >"$work/journal.new"
    lay "$work/journal" <"$work/journal.new"
    shift 2
  done
}

inspect() { docker container inspect "$1" 2>/dev/null | jq -e '.[0] // empty'; }
field() { docker container inspect --format "$2" "$1" 2>/dev/null || true; }

# --- the first half: nothing that runs is touched -----------------------------------------------------------------------
pull() {
  progress preparing
  timeout 21600 docker pull -q "$1" >"$work/pull.log" 2>&1 </dev/null || {
    said=$(tail -1 "$work/pull.log")
    case $said in
      *"not found"* | *"manifest unknown"*) fail 1 not_found "there is no image $1: name a version that was published" ;;
      *unauthorized* | *denied* | *"no basic auth"*) fail 1 registry_unauthorized "$1 wants a login: docker login ($said)" ;;
      *"no space left"*) fail 1 disk_full "there is no room for $1: docker image prune" ;;
      *"Cannot connect to the Docker daemon"*) fail 1 platform_unavailable "$said" ;;
      *refused* | *"no such host"* | *imeout* | *EOF* | *reset*) fail 1 registry_unavailable "$said" ;;
      *) fail 1 download_failed "$1 could not be pulled: $said" ;;
    esac
  }
}

label='{{index .Config.Labels "org.opencontainers.image.version"}}'

# The repository of the old image, or another one, with the tag of the version.
name_image() {
  image=$(jq -r .Config.Image "$work/old.json")
  repository=${image%@*}
  case ${repository##*/} in *:*) repository=${repository%:*} ;; esac
  template=${IOTISTIC_DOCKER_TAG:-"{version}"}
  reference=${IOTISTIC_DOCKER_IMAGE:-$repository}:${template%%"{version}"*}$version${template#*"{version}"}
}

prepare() {
  tidy
  rm -f "$work"/*.new "$work/log"
  inspect "$name" >"$work/old.json" || fail 1 unsupported_target "there is no container $name: set IOTISTIC_DOCKER_CONTAINER"
  [ "$(jq .HostConfig.AutoRemove "$work/old.json")" = false ] || fail 1 unsupported_target "$name was made with --rm, so a stop would be its end: make it without"
  name_image
  old_image=$(jq -r .Image "$work/old.json")
  previous=$(docker image inspect --format "$label" "$old_image" 2>/dev/null) || previous=''
  [ -n "$previous" ] || previous=${image##*:}
  if [ -z "$force" ] && [ "${version%%+*}" = "${previous%%+*}" ]; then current; fi
  pull "$reference"
  docker image inspect "$reference" | jq '.[0]' >"$work/image.json"
  new_image=$(jq -r .Id "$work/image.json")
  said=$(jq -r '.Config.Labels["org.opencontainers.image.version"] // ""' "$work/image.json")
  if [ "$version" = latest ]; then
    version=${said:-latest}
    if [ -z "$force" ] && [ "$new_image" = "$old_image" ]; then current; fi
  elif [ -n "$said" ] && [ "${said%%+*}" != "${version%%+*}" ]; then
    fail 1 version_mismatch "the image of $version says that it is $said"
  fi
  [ "$(jq -r '"\(.Os)/\(.Architecture)"' "$work/image.json")" = "$(docker version --format '{{.Server.Os}}/{{.Server.Arch}}')" ] ||
    fail 1 platform_mismatch "$reference is not for the platform of this engine"
  docker image inspect "$old_image" 2>/dev/null | jq -e '.[0]' >"$work/old-image.json" || fail 1 rollback_not_proven "the image of $name is gone, so there is no way back"
  spec >"$work/spec.json"
  jq -n --arg id "$id" --arg version "$version" --arg previous "$previous" --arg name "$name" --arg stable "$stable" --arg limit "$limit" \
    --arg kept "$kept" --arg old "$(jq -r .Id "$work/old.json")" --arg backup "$name-backup-$(date -u +%Y%m%d-%H%M%S)" \
    --slurpfile spec "$work/spec.json" --slurpfile container "$work/old.json" \
    '$ARGS.named | .spec = $spec[0] | .policy = $container[0].HostConfig.RestartPolicy | del(.container) | .phase = "activating" | .attempts = "0"' |
    lay "$work/journal"
}

current() {
  tidy
  line current already_current unchanged "$version is installed already"
  exit 0
}

# All of the old container's configuration, less what it had from its image only, so that the new image's takes its place.
# Anonymous volumes go along by their names. An engine before 25 takes one network at creation; the others are joined.
spec() {
  jq -n --slurpfile old "$work/old.json" --slurpfile image "$work/old-image.json" --arg reference "$reference" '
    $old[0] as $c | ($image[0].Config // {}) as $i | ($c.HostConfig.NetworkMode) as $mode
    | ($c.HostConfig.Binds // []) as $binds
    | [$c.Mounts[]? | select(.Type == "volume")] as $volumes
    | [$c.HostConfig.Mounts[]?.Target, ($binds[] | split(":")[1])] as $named
    | [$volumes[] | select(.Destination as $d | $named | index([$d]) | not)] as $anonymous
    | def rest($a; $b): ($a // {}) | with_entries(select(.key as $k | ($b // {}) | has($k) | not));
    ($c.Config
      | .Image = $reference
      | .Env = ((.Env // []) - ($i.Env // []))
      | .Labels = ((.Labels // {}) | with_entries(select(.value != ($i.Labels // {})[.key])))
      | .ExposedPorts = rest(.ExposedPorts; $i.ExposedPorts)
      | .Volumes = rest(.Volumes; $i.Volumes)
      | if .Entrypoint == $i.Entrypoint then (.Entrypoint = null | if .Cmd == $i.Cmd then .Cmd = null else . end) else . end
      | reduce ("User", "WorkingDir", "StopSignal", "Healthcheck", "Shell") as $k (.; if .[$k] == $i[$k] then del(.[$k]) else . end)
      | if .Hostname == $c.Id[0:12] or ($mode | test("^(host|container:)")) then del(.Hostname, .Domainname) else . end)
    | .HostConfig = ($c.HostConfig
      | .RestartPolicy = {Name: "no", MaximumRetryCount: 0}
      | .Binds = ($binds + [$anonymous[] | "\(.Name):\(.Destination)" + (if .RW then "" else ":ro" end)])
      | .Links = [.Links[]? | split(":") | (.[0] | ltrimstr("/")) + ":" + (.[1] | split("/") | last)]
      | .Mounts = [.Mounts[]? | if .Type == "volume" and ((.Source // "") == "") then .Source = (.Target as $t | $volumes[] | select(.Destination == $t) | .Name) else . end])
    | if $mode | test("^(host|none|container:)") then . else
        (if $mode == "default" then "bridge" else $mode end) as $first
        | [$c.NetworkSettings.Networks | to_entries[] | .value |= ({IPAMConfig, Links, DriverOpts, Aliases: ((.Aliases // []) - [$c.Id[0:12]])})] as $all
        | .NetworkingConfig.EndpointsConfig = ([$all[] | select(.key == $first and $first != "bridge")] | from_entries)
        | .More = ([$all[] | select(.key != $first)] | from_entries) end'
}

# --- the second half: a process of its own ------------------------------------------------------------------------------
# engine PATH: sends the JSON of body.json; what it answers, which is empty or an object with an Id or a message.
engine() { curl -sS --max-time 120 --unix-socket "${DOCKER_HOST#unix://}" -H 'Content-Type: application/json' --data-binary "@$work/body.json" "http://engine/$1" 2>&1; }

# Made anew if it was made before and not written down: its id is what counts, names are for people.
create() {
  docker rm -f "$name-next" >/dev/null 2>&1 || true
  jq '.spec | del(.More)' "$work/journal" >"$work/body.json"
  said=$(engine "containers/create?name=$name-next") || said="{}"
  new=$(printf %s "$said" | jq -r '.Id // ""')
  [ -n "$new" ] || go_back start_failed "the engine does not create the new container: $said"
  jq -c '.spec.More // {} | to_entries[]' "$work/journal" >"$work/more.json"
  while read -r each; do
    network=$(printf %s "$each" | jq -r .key)
    printf %s "$each" | jq -c --arg id "$new" '{Container: $id, EndpointConfig: .value}' >"$work/body.json"
    said=$(engine "networks/$network/connect") || said=unanswered
    [ -z "$said" ] || go_back start_failed "the new container cannot join $network: $said"
  done <"$work/more.json"
  put new "$new"
}

activate() {
  attempts=$(($(get attempts) + 1))
  put attempts "$attempts"
  [ "$attempts" -le 3 ] || go_back boot_limit "the switch was interrupted three times"
  progress activating
  # Always: the engine brings that one up at a boot although it has been stopped by hand.
  docker update --restart always "$old" >/dev/null
  if [ -z "$new" ] || [ -z "$(field "$new" '{{.Id}}')" ]; then create; fi
  if [ "$(field "$new" '{{.State.Running}}')" != true ]; then
    docker stop "$old" >/dev/null || go_back stop_failed "$name does not stop"
    docker rename "$old" "$(get backup)" 2>/dev/null || true
    docker rename "$new" "$name" 2>/dev/null || true
    said=$(docker start "$new" 2>&1 >/dev/null) || go_back start_failed "the new container does not start: $said"
  fi
  progress verifying
  runs_for "$new" "$(get stable)" "$(get limit)" || go_back "$why" "the new container does not run well with $version; its log is above"
  put phase committing
}

# Until the container $1 has run for $2 seconds without a restart, at most for $3. If it is no good, $why is a reason.
runs_for() {
  end=$(($(now) + $3)) why=health_timeout run='' bad=0
  while [ "$(now)" -lt "$end" ]; do
    seen=$(field "$1" '{{.State.Status}}/{{if .State.Health}}{{.State.Health.Status}}{{else}}healthy{{end}}/{{.State.StartedAt}}')
    case $seen in
      running/healthy/*) bad=0 ;;
      running/unhealthy/*) bad=$((bad + 1)) why=unhealthy ;;
      exited/* | dead/*) bad=$((bad + 1)) why=crashed ;;
      *) run='' ;;
    esac
    if [ "$bad" -eq 0 ] && [ "$seen" != "$run" ]; then run=$seen since=$(now); fi
    case $seen in
      running/healthy/*) [ $(($(now) - since)) -lt "$2" ] || return 0 ;;
    esac
    # Two looks some seconds apart: one is not a verdict.
    [ "$bad" -lt 6 ] || return 1
    sleep 1
  done
  return 1
}

policy() { get policy | jq -r '.Name + (if .Name == "on-failure" and .MaximumRetryCount > 0 then ":\(.MaximumRetryCount)" else "" end)' | sed 's/^$/no/'; }

commit() {
  progress committing
  # For a moment both of them have one: better two at a boot than none.
  docker update --restart "$(policy)" "$new" >/dev/null
  docker update --restart no "$old" >/dev/null
  # Without -v: the anonymous volumes are the new one's now.
  docker ps -a --filter status=exited --filter status=created --format '{{.Names}}' | grep "^$name-backup-[0-9]*-[0-9]*\$" | sort -r |
    tail -n "+$(($(get kept) + 1))" >"$work/pruned.json" || true
  while read -r each; do
    [ "$each" = "$(get backup)" ] || docker rm "$each" >/dev/null || true
  done <"$work/pruned.json"
  end 0 "$(line updated '' updated '')"
}

# go_back REASON ERROR: begins or goes on with it, and never returns.
go_back() {
  if [ "$(get phase)" != rolling_back ]; then
    put reason "$1" error "$2" phase rolling_back
    [ -z "$new" ] || docker logs --tail 20 "$new" 2>&1 | sed 's/^/| /' || true
  fi
  progress rolling_back
  for try in 1 2 3 4 5 6; do
    docker rm -f "$name-next" >/dev/null 2>&1 || true
    [ -z "$new" ] || docker rm -f "$new" >/dev/null 2>&1 || true
    [ "$(field "$name" '{{.Id}}')" = "$old" ] || docker rename "$old" "$name" || true
    docker start "$old" >/dev/null || true
    if runs_plainly && docker update --restart "$(policy)" "$old" >/dev/null; then
      end 1 "$(line failed "$(get reason)" rolled_back "$(get error)")"
    fi
    sleep $((try * 5))
  done
  end 4 "$(line needs_person "$(get reason)" needs_person "$(get error); the old one does not run either: docker logs $name")"
}

# What its health check says of the old one does not matter: it was in charge like that.
runs_plainly() {
  for _ in 1 2 3; do
    [ "$(field "$old" '{{.State.Running}}')" = true ] || return 1
    sleep 1
  done
}

# end EXIT LINE: the outcome is written before what it came from goes.
end() {
  printf '%s\n%s\n%s\n' "$(get id)" "$1" "$2" | lay "$work/result"
  rm -f "$work/journal" "$work"/*.json "$work"/*.new "$work/run"
  [ ! -x /app/iotistic-agent ] || docker rm -f "$name-script"
  exit 0
}

second_half() {
  work=$1
  exec 8>"$work/second.lock"
  flock -w 5 8 || exit 0
  [ -s "$work/journal" ] || exit 0
  exec >>"$work/log" 2>&1
  name=$(get name) old=$(get old) new=$(get new) version=$(get version) previous=$(get previous)
  if [ "$(head -1 "$work/result" 2>/dev/null)" = "$(get id)" ]; then
    end "$(sed -n 2p "$work/result")" "$(sed -n 3p "$work/result")"
  fi
  case $(get phase) in
    rolling_back) go_back '' '' ;;
    activating) activate ;;
  esac
  commit
}

# --- what to do -----------------------------------------------------------------------------------------------------------
# A process that is no child of this session; with systemd it comes back when it is killed. In the agent's own container it
# would end with that one, so there it is a container of its own.
start_second_half() {
  lay "$work/run" <"$0"
  if [ -x /app/iotistic-agent ]; then
    docker rm -f "$name-script" >/dev/null 2>&1 || true
    docker run -d --restart on-failure --name "$name-script" --network none --volumes-from "$name" -e DOCKER_HOST --entrypoint /bin/sh \
      "$(docker container inspect --format '{{.Image}}' "$name")" "$work/run" --switch "$work" >/dev/null
  elif [ -d /run/systemd/system ] && [ "$(id -u)" -eq 0 ]; then
    systemctl reset-failed "iotistic-script-$name" 2>/dev/null || true
    systemd-run --quiet --unit="iotistic-script-$name" -p Restart=on-failure -p RestartSec=1 --setenv=DOCKER_HOST="$DOCKER_HOST" \
      /bin/sh "$work/run" --switch "$work"
  else
    setsid sh "$work/run" --switch "$work" </dev/null >/dev/null 2>&1 9>&- &
  fi
}

# The second half holds a lock as long as it lives.
works() { ! flock -n "$work/second.lock" true; }

follow() {
  shown=0 started=0
  end=$(($(now) + limit + 1200))
  until [ "$(head -1 "$work/result" 2>/dev/null)" = "$1" ]; do
    [ "$(now)" -lt "$end" ] || fail 4 timed_out "the second half does not end: see $work/log"
    if ! works && [ -s "$work/journal" ] && [ "$(now)" -gt $((started + 5)) ]; then
      start_second_half
      started=$(now)
    fi
    show
    sleep 0.5
  done
  show
  # It has told its end, and puts away what it needed.
  while works && [ "$(now)" -lt "$end" ]; do sleep 0.2; done
}

show() {
  lines=$(tail -n "+$((shown + 1))" "$work/log" 2>/dev/null || true)
  [ -z "$lines" ] || printf '%s\n' "$lines"
  [ -z "$lines" ] || shown=$((shown + $(printf '%s\n' "$lines" | wc -l)))
}

# The outcome of the update, as it was told first.
tell() {
  sed -n 3p "$work/result"
  exit "$(sed -n 2p "$work/result")"
}

# --resolve latest: which version that is, by its image. --finish: ends what was begun, begins nothing, tells how it ended.
ask() {
  settings
  ready
  if [ "$1" = --finish ]; then
    [ "$(head -1 "$work/result" 2>/dev/null)" != "$id" ] || tell
    if [ -s "$work/journal" ]; then
      was=$(get id)
      follow "$was"
      tell
    fi
    line none '' unchanged 'nothing was begun'
    exit 0
  fi
  check_arguments "${2:-}"
  inspect "$name" >"$work/old.json" || fail 1 unsupported_target "there is no container $name: set IOTISTIC_DOCKER_CONTAINER"
  name_image
  if [ "$version" = latest ]; then
    pull "$reference" >/dev/null
    version=$(docker image inspect --format "$label" "$reference")
    [ -n "$version" ] || fail 1 not_found "$reference does not say which version it is: name one"
  fi
  tidy
  line resolved '' unchanged ''
}

# What the plain way needs, and one call at a time.
ready() {
  for each in docker curl jq flock; do
    command -v "$each" >/dev/null || fail 1 unsupported_target "$each is missing here, and the agent's own command does not work: install it, or run this script on the host"
  done
  docker version >/dev/null 2>&1 || fail 1 platform_unavailable "the engine at $DOCKER_HOST does not answer: systemctl status docker"
  mkdir -p "$work" 2>/dev/null || fail 1 platform_denied "$work cannot be made: try it as root, or with sudo"
  chmod 700 "$work"
  exec 9>"$work/lock"
  flock -w 1800 9 || fail 1 timed_out "another call holds $work/lock"
}

main() {
  check_arguments "$@"
  settings
  [ -s "$work/journal" ] || hand_over
  ready
  [ "$(head -1 "$work/result" 2>/dev/null)" != "$id" ] || tell
  if [ -s "$work/journal" ]; then
    # This one was killed: it ends first, and if it is the same update, it is this one.
    was=$(get id) same=$(get version)
    follow "$was"
    if [ "$was" = "$id" ] || { [ -z "${IOTISTIC_UPDATE_ID:-}" ] && [ "${same%%+*}" = "${version%%+*}" ]; }; then tell; fi
    hand_over
  fi
  prepare
  follow "$id"
  tell
}

id=${IOTISTIC_UPDATE_ID:-by-hand-$(date -u +%Y%m%d-%H%M%S)-$$}
case ${1:-} in
  --switch) second_half "$2" ;;
  --resolve | --finish) ask "$@" ;;
  *) main "$@" ;;
esac
