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
# An agent with `updater: script` calls the steps one by one: --installed, --resolve VERSION, --prepare VERSION,
# VERSION true, --health, --log, --roll-back, --backups, --tidy. IOTISTIC_DIGEST pins what is published, or
# IOTISTIC_DIGESTS does by platform; IOTISTIC_BACKUP is installed instead; IOTISTIC_PREVIOUS was in charge before;
# IOTISTIC_CALL_BACK=yes if what is installed has to call again with the same id, as a sign that it lives.
#
# Exit codes: 0 done or already current, 1 failed and the device as before, 2 usage, 3 rejected, 4 needs a person.
# The last line is for machines: result=… reason=… version=… previous=… device=… … error=… (up to the end of the line)
#
# The shell of an image may be busybox or dash, and dash has no pipefail.
set -eu
# shellcheck disable=SC3040
! (set -o pipefail) 2>/dev/null || set -o pipefail

version='' previous='' force='' work='' locked='' more=''

# What a call made for itself; the second half may be at work with files of its own.
sweep() { [ -z "$locked" ] || [ -s "$work/journal" ] || rm -f "$work"/*.json "$work"/*.tmp "$work"/*.new "$work/run" "$work/turn"; }

# line RESULT REASON DEVICE ERROR, with the fields of $more.
line() {
  printf 'result=%s reason=%s version=%s previous=%s device=%s %serror=%s\n' "$1" "$2" "$version" "$previous" "$3" "$more" \
    "$(printf %s "$4" | tr '[:cntrl:]' ' ' | cut -c1-500)"
}

# fail EXIT REASON ERROR: nothing that runs has been touched.
fail() {
  printf '%s\n' "$3" >&2
  sweep
  if [ "$1" -eq 3 ]; then line rejected "$2" unchanged "$3"; else line failed "$2" unchanged "$3"; fi
  exit "$1"
}

# A version of SemVer 2.0.
is_version() {
  number='(0|[1-9][0-9]*)' part='(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)'
  case $1 in
    # Newlines too, which grep would take for the end.
    '' | *[!0-9A-Za-z.+-]*) return 1 ;;
  esac
  printf '%s\n' "$1" | LC_ALL=C grep -Eq "^$number\\.$number\\.$number(-$part(\\.$part)*)?(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?\$"
}

is_digest() { printf '%s\n' "$1" | LC_ALL=C grep -Eqx 'sha256:[0-9a-f]{64}'; }

# plain VARIABLE VALUE CHARACTERS LENGTH: nothing else is in it, since it gets into names and addresses.
plain() {
  case $2 in *[!$3]*) ;; *) [ "${#2}" -gt "$4" ] || return 0 ;; esac
  fail 2 invalid_field "$1 has up to $4 characters of $3"
}

# The name of an image depends on these words, so nothing else may stand there.
check_arguments() {
  [ $# -eq 1 ] || [ $# -eq 2 ] || fail 2 missing_field "usage: ${0##*/} VERSION [FORCE]"
  wanted=$1
  [ "${#wanted}" -le 256 ] || fail 3 invalid_version "the version is too long; nothing was done"
  if [ "$wanted" != latest ]; then
    wanted=${wanted#v}
    is_version "$wanted" || fail 3 invalid_version "the version is neither one like 1.0.6 nor \"latest\"; nothing was done"
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
  case $kept in [0-9] | [1-9][0-9] | [1-9][0-9][0-9]) ;; *) fail 2 invalid_field "IOTISTIC_BACKUPS is a number" ;; esac
  digest=${IOTISTIC_DIGEST:-} backup=${IOTISTIC_BACKUP:-}
  plain IOTISTIC_UPDATE_ID "$id" A-Za-z0-9- 64
  plain IOTISTIC_DIGEST "$digest" a-z0-9: 71
  [ -z "$digest" ] || is_digest "$digest" || fail 2 invalid_field "IOTISTIC_DIGEST is sha256: and 64 digits"
  plain IOTISTIC_BACKUP "$backup" A-Za-z0-9._+- 200
  template=${IOTISTIC_DOCKER_TAG:-"{version}"}
  before=${template%%"{version}"*} after=${template#*"{version}"}
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

# --- what is written down: JSON objects, of what lies ready and of what the second half has to know; $book is the one meant ---
get() { jq -r --arg field "$1" '.[$field] // ""' "$book"; }
# put FIELD VALUE…
put() {
  jq 'reduce range(0; $ARGS.positional | length; 2) as $i (.; .[$ARGS.positional[$i]] = $ARGS.positional[$i + 1])' --args "$@" <"$book" >"$book.new"
  lay "$book" <"$book.new"
}

# --- what the engine knows ------------------------------------------------------------------------------------------------
field() { docker container inspect --format "$2" "$1" 2>/dev/null || true; }
image_id() { docker image inspect --format '{{.Id}}' "$1" 2>/dev/null || true; }

# engine PATH OPTION…: what it answers, which is empty or an object, with a message if it does not do it.
engine() {
  path=$1
  shift
  curl -sS --max-time 120 --unix-socket "${DOCKER_HOST#unix://}" "$@" "http://engine/$path" 2>&1
}
post() { engine "$1" -H 'Content-Type: application/json' --data-binary "@$work/body.json"; }

# What version an image says it is; nothing if that is none.
labelled() {
  said=$(docker image inspect --format '{{index .Config.Labels "org.opencontainers.image.version"}}' "$1" 2>/dev/null) || said=''
  ! is_version "${said#v}" || echo "${said#v}"
}

# version_of CONTAINER: what its image says, or else the tag that it was made from.
version_of() {
  its=$(labelled "$(field "$1" '{{.Image}}')")
  if [ -z "$its" ]; then
    its=$(field "$1" '{{.Config.Image}}' | sed 's/@.*//; s/.*://' | tr _ +)
    its=${its#"$before"} its=${its%"$after"} its=${its#v}
  fi
  if is_version "$its"; then echo "$its"; else echo 0.0.0; fi
}

# look CONTAINER: "healthy RUN", "starting DETAIL" or "unhealthy REASON DETAIL"; nothing if there is none.
look() {
  docker container inspect "$1" 2>/dev/null | jq -r '.[0] // empty | .State | (.Error // "") as $error
    | if .Status == "running" then
        if .Health.Status == "starting" then "starting its health check has not passed yet"
        elif .Health.Status == "unhealthy" then "unhealthy unhealthy its health check fails: \(.Health.Log[-1].Output // "")"
        else "healthy \(.StartedAt)" end
      elif .Status == "created" then if $error == "" then "starting it is created" else "unhealthy start_failed \($error)" end
      elif .Status == "paused" then "unhealthy unhealthy it is paused"
      else "unhealthy crashed it is \(.Status) with exit status \(.ExitCode)" + (if .OOMKilled then ", out of memory" else "" end)
        + (if $error == "" then "" else ": \($error)" end) end'
}

# Whether this runs inside that container: the engine binds these files into it, and the kernel tells where from.
inside() {
  [ -n "$1" ] || return 1
  grep -Eqs "^[^ ]+ [^ ]+ [^ ]+ [^ ]*/$1/(hostname|hosts|resolv\.conf) /etc/" /proc/self/mountinfo || grep -Eqs "/([a-z-]*-)?$1(\.scope)?\$" /proc/self/cgroup
}

# Newest first. One that runs is none.
backups() {
  all=$(docker ps -a --filter status=exited --filter status=created --format '{{.Names}}') || return 1
  printf '%s\n' "$all" | sed -n "/^$(printf %s "$name" | sed 's/\./\\./g')-backup-[0-9]\{8\}-[0-9]\{6\}\$/p" | sort -r
}

# prune [BACKUP]: those over the limit, but not this one. Without -v: the anonymous volumes are the new one's now.
prune() {
  backups | tail -n "+$((kept + 1))" >"$work/pruned.json"
  while read -r each; do
    its=$(field "$each" '{{.Image}}')
    if [ "$each" != "${1:-}" ] && docker rm "$each" >/dev/null 2>&1; then
      # The engine refuses it as long as anything else needs it.
      docker image rm "$its" >/dev/null 2>&1 || true
      echo "done=backup $each removed"
    fi
  done <"$work/pruned.json"
}

# --- the first half: nothing that runs is touched -----------------------------------------------------------------------
# refused IMAGE SAID: why it is not had.
refused() {
  case $2 in
    *"not found"* | *"manifest unknown"* | *"name unknown"*) fail 1 not_found "there is no image $1: name a version that was published ($2)" ;;
    *unauthorized* | *denied* | *"no basic auth"* | *"authentication required"*) fail 1 registry_unauthorized "$1 wants a login: docker login ($2)" ;;
    *"no space left"*) fail 1 disk_full "there is no room for $1: docker image prune" ;;
    *"Cannot connect to the Docker daemon"*) fail 1 platform_unavailable "$2" ;;
    *refused* | *"no such host"* | *imeout* | *EOF* | *reset*) fail 1 registry_unavailable "$2" ;;
    *) fail 1 download_failed "$1 could not be fetched: $2" ;;
  esac
}

# What docker login has written down for the registry, as a setting of curl: a list of processes does not show it.
login() {
  registry=${repository%%/*}
  # A name without a dot, or docker.io itself.
  case ${registry%docker.io} in *.?* | *:* | localhost) ;; *) registry=https://index.docker.io/v1/ ;; esac
  jq -r --arg registry "$registry" '.auths[$registry] // empty
    | (.auth // "" | @base64d) as $pair | ($pair | index(":") // 0) as $colon
    | if .identitytoken then {identitytoken} else {username: $pair[:$colon], password: $pair[$colon + 1:]} end
    | . + {serveraddress: $registry} | tojson | @base64 | gsub("\\+"; "-") | gsub("/"; "_") | "header = \"X-Registry-Auth: \(.)\""' \
    "${DOCKER_CONFIG:-${HOME:-/root}/.docker}/config.json" 2>/dev/null || true
}

# The digest of $reference as it is published now.
published() {
  said=$(login | engine "distribution/$reference/json" -K -) || true
  digest=$(printf %s "$said" | jq -r '.Descriptor.digest // ""' 2>/dev/null) || digest=''
  is_digest "$digest" || pulled
}

# Helpers of docker login, and mirrors, are known to docker pull only.
pulled() {
  timeout 21600 docker pull -q "$reference" >"$work/pull.log" 2>&1 </dev/null || refused "$reference" "$(tail -1 "$work/pull.log")"
  digest=$(docker image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$reference" | grep -F "$repository@" | head -1)
  digest=${digest#*@}
  is_digest "$digest" || fail 1 not_found "$reference is here, but was not published by a registry"
}

# Takes away what the update of $book has fetched: a name goes back to whose it was, and what was not here before goes.
discard() {
  its=$(get reference) whose=$(get was)
  if [ -n "$its" ] && [ "$(image_id "$its")" = "$(get image)" ]; then
    [ -n "$whose" ] && docker tag "$whose" "$its" 2>/dev/null || docker rmi "$its" >/dev/null 2>&1 || true
  fi
  [ "$(get there)" = yes ] || docker rmi "$(get pinned)" >/dev/null 2>&1 || true
}

# What lies ready, if anything does.
put_away() {
  book=$work/laid
  [ ! -s "$book" ] || discard
  rm -f "$book"
}

# Brings $pinned here, and notes before whether it was. Another update that wants the same takes it over.
fetch() {
  book=$work/laid
  if [ ! -s "$book" ] || [ "$(get pinned)" != "$pinned" ]; then
    put_away
    there=no
    [ -z "$(image_id "$pinned")" ] || there=yes
    jq -n --arg id "$id" --arg pinned "$pinned" --arg there "$there" '$ARGS.named' | lay "$book"
  fi
  [ "$(get id)" = "$id" ] || put id "$id"
  [ -z "$(image_id "$pinned")" ] || return 0
  timeout 21600 docker pull -q "$pinned" >"$work/pull.log" 2>&1 </dev/null || refused "$pinned" "$(tail -1 "$work/pull.log")"
}

# What is in charge, and where its images are published.
target() {
  sweep
  docker container inspect "$name" 2>/dev/null | jq -e '.[0] // empty' >"$work/old.json" || fail 1 unsupported_target "there is no container $name: set IOTISTIC_DOCKER_CONTAINER"
  image=$(jq -r .Config.Image "$work/old.json")
  repository=${image%@*}
  case ${repository##*/} in *:*) repository=${repository%:*} ;; esac
  repository=${IOTISTIC_DOCKER_IMAGE:-$repository}
  [ "$repository" != sha256 ] || fail 1 unsupported_target "$name was made from an image without a name: set IOTISTIC_DOCKER_IMAGE"
  old_image=$(jq -r .Image "$work/old.json")
  previous=$(version_of "$name")
}

# A tag has no +.
name_image() { reference=$repository:$before$(printf %s "$version" | tr + _)$after; }

# Which image it is to be: a backup's, that of the digest, or the one that is published under the name now.
choose() {
  name_image
  if [ -n "$backup" ]; then
    pinned=$(image_id "$(field "$backup" '{{.Image}}')")
    [ -n "$pinned" ] || fail 1 not_found "there is no backup $backup, or its image is gone: see --backups"
    [ -z "$digest" ] || [ "$digest" = "$pinned" ] || docker image inspect --format '{{.RepoDigests}}' "$pinned" | grep -qF "@$digest" ||
      fail 1 digest_mismatch "the image of $backup is $pinned and not $digest"
  else
    [ -n "$digest" ] || published
    pinned=$repository@$digest
  fi
}

prepare() {
  progress preparing
  target
  [ "$(jq .HostConfig.AutoRemove "$work/old.json")" = false ] || fail 1 unsupported_target "$name was made with --rm, so a stop would be its end: make it without"
  if [ -z "$force" ] && [ "${version%%+*}" = "${previous%%+*}" ]; then current "$version"; fi
  choose
  fetch
  new_image=$(image_id "$pinned")
  docker image inspect "$old_image" 2>/dev/null | jq -e '.[0]' >"$work/old-image.json" || fail 1 rollback_not_proven "the image of $name is gone, so there is no way back"
  said=$(labelled "$new_image")
  if [ "$version" = latest ]; then
    if [ -z "$force" ] && [ "$new_image" = "$old_image" ]; then
      put_away
      current "$previous"
    fi
    version=${said:-latest}
    name_image
  elif [ -n "$said" ] && [ "${said%%+*}" != "${version%%+*}" ]; then
    put_away
    fail 1 version_mismatch "the image of $version says that it is $said"
  fi
  if [ "$(docker image inspect --format '{{.Os}}/{{.Architecture}}' "$new_image")" != "$(docker version --format '{{.Server.Os}}/{{.Server.Arch}}')" ]; then
    put_away
    fail 1 platform_mismatch "$reference is not for the platform of this engine"
  fi
  # Whose name it was is noted once: a second look would see what the first has done.
  [ "$(get reference)" = "$reference" ] || put was "$(image_id "$reference")" image "$new_image" reference "$reference"
  [ "$(image_id "$reference")" = "$new_image" ] || docker tag "$new_image" "$reference"
}

# current VERSION
current() {
  sweep
  line current already_current unchanged "$1 is installed already"
  exit 0
}

# From here on the second half may begin, and goes on whatever happens.
begin() {
  spec >"$work/spec.json"
  into=$name-backup-$(date -u +%Y%m%d-%H%M%S)
  rm -f "$work/log" "$work/called"
  jq --arg call_back "${IOTISTIC_CALL_BACK:-}" --arg version "$version" --arg previous "$previous" --arg name "$name" --arg stable "$stable" --arg limit "$limit" --arg kept "$kept" \
    --arg old "$(jq -r .Id "$work/old.json")" --arg backup "$into" --slurpfile spec "$work/spec.json" --slurpfile container "$work/old.json" \
    '. + $ARGS.named | .spec = $spec[0] | .policy = $container[0].HostConfig.RestartPolicy | del(.container) | .phase = "activating" | .attempts = "0"' \
    "$work/laid" | lay "$work/journal"
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
      | .Labels = ((.Labels // {}) | with_entries(select(.value != ($i.Labels // {})[.key] and (.key | startswith("ca.iotistic.update") | not))))
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
# Made anew if it was made before and not written down: its id is what counts, names are for people.
create() {
  docker rm -f -v "$name-next" >/dev/null 2>&1 || true
  jq '.spec | del(.More)' "$book" >"$work/body.json"
  said=$(post "containers/create?name=$name-next") || said="{}"
  new=$(printf %s "$said" | jq -r '.Id // ""')
  [ -n "$new" ] || go_back start_failed "the engine does not create the new container: $said"
  [ "$(field "$new" '{{.Image}}')" = "$(get image)" ] || go_back digest_mismatch "somebody has given the name of the new image to another one"
  jq -c '.spec.More // {} | to_entries[]' "$book" >"$work/more.json"
  while read -r each; do
    network=$(printf %s "$each" | jq -r .key)
    printf %s "$each" | jq -c --arg id "$new" '{Container: $id, EndpointConfig: .value}' >"$work/body.json"
    said=$(post "networks/$network/connect") || said=unanswered
    [ -z "$said" ] || go_back start_failed "the new container cannot join $network: $said"
  done <"$work/more.json"
  put new "$new"
}

# named CONTAINER NAME
named() { [ "$(field "$1" '{{.Name}}')" = "/$2" ] || docker rename "$1" "$2"; }

# Whether --roll-back asks for the end of this update.
turned() { [ "$(cat "$work/turn" 2>/dev/null)" = "$(get id)" ]; }

activate() {
  ! turned || go_back cancelled "it was turned back before it had begun"
  attempts=$(($(get attempts) + 1))
  put attempts "$attempts"
  [ "$attempts" -le 3 ] || go_back boot_limit "the switch was interrupted three times"
  progress activating
  # Always: the engine brings that one up at a boot although it has been stopped by hand.
  docker update --restart always "$old" >/dev/null
  if [ -z "$new" ] || [ -z "$(field "$new" '{{.Id}}')" ]; then create; fi
  if [ "$(field "$new" '{{.State.Running}}')" != true ]; then
    docker stop "$old" >/dev/null || go_back stop_failed "$name does not stop"
    named "$old" "$(get backup)" || go_back stop_failed "$name cannot be renamed to $(get backup)"
    named "$new" "$name" || go_back start_failed "the new container cannot be renamed to $name"
    said=$(docker start "$new" 2>&1 >/dev/null) || go_back start_failed "the new container does not start: $said"
  fi
  progress verifying
  runs_for "$new" "$(get stable)" "$(get limit)" || go_back "$why" "the new container does not run well with $version: $detail; its log is above"
  [ "$(get call_back)" != yes ] || called_back || go_back "$why" "the new container runs, and $detail; its log is above"
  put phase committing
}

# A version that does nothing is not taken for an agent.
called_back() {
  end=$(($(now) + $(get limit))) why=health_timeout detail="has not called the script again in $(get limit) s"
  until [ "$(cat "$work/called" 2>/dev/null)" = "$new" ]; do
    if turned; then why=cancelled detail='was turned back'; fi
    [ "$why" != cancelled ] && [ "$(now)" -lt "$end" ] || return 1
    sleep 0.5
  done
}

# Until the container $1 has run for $2 seconds without a restart, at most for $3. If it is no good, $why is a reason.
runs_for() {
  end=$(($(now) + $3)) why=health_timeout detail='it took too long' run='' bad=0
  while [ "$(now)" -lt "$end" ]; do
    if turned; then
      why=cancelled detail='it was turned back'
      return 1
    fi
    seen=$(look "$1")
    case $seen in
      "healthy "*)
        bad=0
        if [ "$seen" != "$run" ]; then run=$seen since=$(now); fi
        [ $(($(now) - since)) -lt "$2" ] || return 0
        ;;
      "unhealthy "*)
        bad=$((bad + 1)) detail=${seen#unhealthy * } why=${seen#unhealthy }
        why=${why%% *}
        # Two looks some seconds apart: one is not a verdict.
        [ "$bad" -lt 6 ] || return 1
        ;;
      *) run='' ;;
    esac
    sleep 1
  done
  return 1
}

policy() { get policy | jq -r '.Name + (if .Name == "on-failure" and .MaximumRetryCount > 0 then ":\(.MaximumRetryCount)" else "" end)' | sed 's/^$/no/'; }

# For how many milliseconds nobody was in charge, by the engine's clock.
downtime() {
  docker container inspect "$old" "$new" 2>/dev/null | jq -r '
    def ms: (.[:19] + "Z" | fromdate) * 1000 + (.[20:] | rtrimstr("Z") + "000" | .[:3] | tonumber);
    (.[1].State.StartedAt | ms) - (.[0].State.FinishedAt | ms) | if . < 0 then 0 else . end' || echo 0
}

commit() {
  progress committing
  # For a moment both of them have one: better two at a boot than none.
  docker update --restart "$(policy)" "$new" >/dev/null
  docker update --restart no "$old" >/dev/null
  prune "$(get backup)"
  more="downtime_ms=$(downtime) "
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
    # After a commit it has none.
    docker update --restart always "$old" >/dev/null || true
    # With -v: of the anonymous volumes only those that nobody had before; the others have names here.
    docker rm -f -v "$name-next" >/dev/null 2>&1 || true
    [ -z "$new" ] || docker rm -f -v "$new" >/dev/null 2>&1 || true
    named "$old" "$name" || true
    docker start "$old" >/dev/null || true
    if runs_plainly && docker update --restart "$(policy)" "$old" >/dev/null; then
      discard
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

# end EXIT LINE: the outcome, and what a later --roll-back has to know, are written before what they came from goes.
end() {
  way=$(jq -c 'del(.spec)' "$book")
  printf '%s\n%s\n%s\n%s\n' "$(get id)" "$1" "$2" "$way" | lay "$work/result"
  rm -f "$work/laid" "$work/journal" "$work/called"
  sweep
  # Maybe it is the one who does this.
  docker rm -f "$name-script" >/dev/null 2>&1 || true
  exit 0
}

second_half() {
  work=$1 book=$1/journal
  exec 8>"$work/second.lock"
  flock -w 5 8 || exit 0
  [ -s "$book" ] || exit 0
  locked=yes
  exec >>"$work/log" 2>&1
  name=$(get name) old=$(get old) new=$(get new) version=$(get version) previous=$(get previous) kept=$(get kept)
  if [ "$(head -1 "$work/result" 2>/dev/null)" = "$(get id)" ]; then
    end "$(sed -n 2p "$work/result")" "$(sed -n 3p "$work/result")"
  fi
  phase=$(get phase)
  [ "$phase" != rolling_back ] || go_back '' ''
  [ "$phase" != activating ] || activate
  [ "$(get phase)" = committing ] && commit
}

# --- what to do -----------------------------------------------------------------------------------------------------------
# A process that is no child of this session; with systemd it comes back when it is killed. Inside one of the two containers
# it would end with that one, so there it is a container of its own, like the old one.
start_second_half() {
  book=$work/journal old=$(get old)
  lay "$work/run" <"$0"
  if inside "$old" || inside "$(get new)"; then
    docker rm -f "$name-script" >/dev/null 2>&1 || true
    docker run -d --restart on-failure --name "$name-script" --network none --volumes-from "$old" -e DOCKER_HOST --entrypoint /bin/sh \
      "$(field "$old" '{{.Image}}')" "$work/run" --switch "$work" >/dev/null
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
  until [ "$(outcome_of)" = "$1" ]; do
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

# Which update has ended last.
outcome_of() { head -1 "$work/result" 2>/dev/null || true; }

# The outcome of the update, as it was told first.
tell() {
  sed -n 3p "$work/result"
  exit "$(sed -n 2p "$work/result")"
}

# What the plain way needs.
tools() {
  for each in docker curl jq flock; do
    command -v "$each" >/dev/null || fail 1 unsupported_target "$each is missing here, and the agent's own command does not work: install it, or run this script on the host"
  done
  docker version >/dev/null 2>&1 || fail 1 platform_unavailable "the engine at $DOCKER_HOST does not answer: systemctl status docker"
}

# One call at a time.
lock() {
  mkdir -p "$work" 2>/dev/null || fail 1 platform_denied "$work cannot be made: try it as root, or with sudo"
  chmod 700 "$work"
  exec 9>"$work/lock"
  flock -w 1800 9 || fail 1 timed_out "another call holds $work/lock"
  locked=yes
}

main() {
  check_arguments "$@"
  settings
  [ -s "$work/journal" ] || hand_over
  tools
  lock
  [ "$(outcome_of)" != "$id" ] || tell
  if [ -s "$work/journal" ]; then
    # This one was killed: it ends first, and if it is the same update, it is this one.
    book=$work/journal
    was=$(get id) same=$(get version) new=$(get new)
    if [ "$was" = "$id" ] && inside "$new"; then printf %s "$new" | lay "$work/called"; fi
    follow "$was"
    if [ "$was" = "$id" ] || { [ -z "${IOTISTIC_UPDATE_ID:-}" ] && [ "${same%%+*}" = "${version%%+*}" ]; }; then tell; fi
    hand_over
  fi
  prepare
  begin
  follow "$id"
  tell
}

# --- the steps one by one ---------------------------------------------------------------------------------------------------
resolve() {
  target
  name_image
  wanted=$digest
  if [ -z "$wanted" ] && [ -n "${IOTISTIC_DIGESTS:-}" ]; then
    platform=$(docker version --format '{{.Server.Os}}-{{.Server.Arch}}')
    wanted=$(printf '%s\n' "$IOTISTIC_DIGESTS" | tr ' ' '\n' | sed -n "s/^$platform=//p")
    [ -n "$wanted" ] || fail 1 digest_mismatch "no digest is named for $platform"
  fi
  published
  [ -z "$wanted" ] || [ "$wanted" = "$digest" ] || fail 1 digest_mismatch "$reference is $digest and not $wanted: see what was pushed under that name"
  if [ "$version" = latest ]; then
    # Only the image tells.
    pinned=$repository@$digest
    fetch
    version=$(labelled "$pinned")
    put_away
    [ -n "$version" ] || fail 1 not_found "$reference does not say which version it is: name one"
  fi
  sweep
  more="digest=$digest "
  line resolved '' unchanged ''
}

health() {
  seen=$(look "$name")
  if [ -z "$seen" ]; then
    # Because the engine does not answer, or because there is none.
    tools
    seen="unhealthy crashed there is no container $name"
    [ ! -s "$work/journal" ] || seen='starting the switch is under way'
  fi
  rest=${seen#* }
  case $seen in
    "healthy "*) more="run=$rest identity=$(field "$name" '{{.Image}}') " && line healthy '' unchanged '' ;;
    "starting "*) line starting '' unchanged "$rest" ;;
    *) line unhealthy "${rest%% *}" unchanged "${rest#* }" ;;
  esac
}

list() {
  names=$(backups) || fail 1 platform_unavailable "the engine does not list its containers"
  for each in $names; do
    its=$(field "$each" '{{.Image}}') usable=no
    [ -z "$(image_id "$its")" ] || usable=yes
    taken=$(printf %s "${each#"$name-backup-"}" | sed 's/\(....\)\(..\)\(..\)-\(..\)\(..\)\(..\)/\1-\2-\3T\4:\5:\6Z/')
    printf 'backup=%s version=%s identity=%s taken_at=%s usable=%s\n' "$each" "$(version_of "$each")" "$its" "$taken" "$usable"
  done
  line backups '' unchanged ''
}

# An update that is under way sees that it is not wanted any more. One that has been committed is undone by a second half.
roll_back() {
  book=$work/journal
  # By hand the last one is meant.
  if [ -z "${IOTISTIC_UPDATE_ID:-}" ]; then id=$(get id 2>/dev/null || outcome_of) id=${id%% *}; fi
  [ ! -s "$book" ] || [ "$(get id)" != "$id" ] || printf %s "$id" >"$work/turn"
  lock
  [ ! -s "$book" ] || follow "$(get id)"
  sweep
  last=$(outcome_of)
  [ -z "$last" ] || [ "${last%% *}" != "$id" ] || undo "$last"
  book=$work/laid
  [ ! -s "$book" ] || [ "$(get id)" != "$id" ] || put_away
  version=$(version_of "$name")
  sweep
  case $(field "$name" '{{.State.Running}} {{.Image}}') in
    "true ${IOTISTIC_PREVIOUS:-sha256:}"*) line rolled_back '' rolled_back '' ;;
    *) fail 1 rollback_not_proven "what was in charge is not, or does not run, and no way back is known: docker ps -a" ;;
  esac
}

# undo OUTCOME: by what was written down with it the old one is put in charge again, if it is not.
undo() {
  book=$work/way.json
  sed -n 4p "$work/result" >"$book"
  old=$(get old) there=$(field "$name" '{{.Id}}')
  [ "$there $(field "$name" '{{.State.Running}}')" != "$old true" ] || return 0
  [ -n "$(field "$old" '{{.Id}}')" ] || fail 1 rollback_not_proven "the backup $(get backup) is not there any more"
  case $there in
    "$old" | "$(get new)" | '') ;;
    *) fail 1 rollback_not_proven "$name has been replaced once more since: update to $(get previous) instead" ;;
  esac
  jq --arg id "$1 back" '.id = $id | .phase = "rolling_back" | .reason //= "cancelled" | .error //= "it was undone"' "$book" | lay "$work/journal"
  follow "$1 back"
  [ "$(sed -n 2p "$work/result")" -ne 4 ] || tell
}

# What killed calls have left, while nothing is under way.
tidy() {
  if [ ! -s "$work/journal" ]; then
    [ ! -s "$work/laid" ] || echo "done=what lay ready put away"
    put_away
    for each in "$name-next" "$name-script"; do
      if [ -n "$(field "$each" '{{.Id}}')" ] && docker rm -f -v "$each" >/dev/null; then echo "done=container $each removed"; fi
    done
    prune
  fi
  sweep
  line tidy '' unchanged ''
}

installed() {
  container=$(field "$name" '{{.Id}}') self=no
  [ -n "$container" ] || fail 1 unsupported_target "there is no container $name: set IOTISTIC_DOCKER_CONTAINER"
  ! inside "$container" || self=yes
  version=$(version_of "$name")
  more="identity=$(field "$name" '{{.Image}}') self=$self "
  line installed '' unchanged ''
}

lay_ready() {
  force=yes
  prepare
  sweep
  more="identity=$new_image "
  line prepared '' unchanged ''
}

# step VERB [VERSION]: --roll-back takes the lock too, but later.
step() {
  verb=$1
  shift
  case $verb in --resolve | --prepare) check_arguments "$@" ;; esac
  settings
  tools
  case $verb in --resolve | --prepare | --tidy) lock ;; esac
  case $verb in
    --installed) installed ;;
    --resolve) resolve ;;
    --prepare) lay_ready ;;
    --health) health ;;
    --log)
      tail -n 100 "$work/log" 2>/dev/null || true
      line log '' unchanged ''
      ;;
    --backups) list ;;
    --roll-back) roll_back ;;
    --tidy) tidy ;;
  esac
}

id=${IOTISTIC_UPDATE_ID:-by-hand-$(date -u +%Y%m%d-%H%M%S)-$$}
case ${1:-} in
  --switch) second_half "$2" ;;
  --installed | --resolve | --prepare | --health | --log | --backups | --roll-back | --tidy) step "$@" ;;
  *) main "$@" ;;
esac
