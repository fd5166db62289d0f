# shellcheck shell=bash
# The demo's story of a fleet: a cloud side, sixty simulated devices, and one real agent in a container.
# shellcheck source=scripts/demo-docker.sh
. "$ROOT/scripts/demo-docker.sh"

DEVICES=60
# Of the simulated devices, half have no luck with this version.
BAD=1.0.7
GOOD=1.0.8
STAGES='"stages":[{"percent":10,"soak":"3s"},{"percent":50,"soak":"3s"},{"percent":40}],"failure_threshold":10'
TOKEN=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
API=""

# In place of those of the other story: none that is broken.
make_images() {
  note "the images 1.0.5 and 1.0.6 go to the registry at $REGISTRY …"
  "$ROOT/scripts/testbed" java-base >/dev/null
  "$ROOT/scripts/agent-image" 1.0.5 >/dev/null
  "$ROOT/scripts/agent-image" 1.0.6 >/dev/null
}

# ask METHOD PATH [BODY]
ask() {
  local body=()
  [ $# -lt 3 ] || body=(-H "Content-Type: application/json" -d "$3")
  curl -sS --max-time 60 -X "$1" "$API$2" -H "Authorization: Bearer $TOKEN" ${body[@]+"${body[@]}"}
}

# call METHOD PATH [BODY]: shows the call as one would type it, and keeps the answer.
call() {
  local line="curl -X $1 $API$2 -H \"Authorization: Bearer \$TOKEN\""
  [ $# -lt 3 ] || line+=" -H \"Content-Type: application/json\" -d '$3'"
  typing "$line"
  ask "$@" >"$WORK/answer"
}

# answer [FILTER]: what came back, or what is of interest of it.
answer() { jq "${1:-.}" "$WORK/answer"; }

# The same, each in a line.
brief() { jq -c "${1:-.}" "$WORK/answer"; }

# is FILTER METHOD PATH: the filter is true of the answer.
is() { ask "$2" "$3" | jq -e "$1"; }

fail() {
  tail -n 20 "$WORK/api.log" >&2 || true
  die "$*"
}

free_port() {
  local port=$1
  while answers_on "$port"; do port=$((port + 1)); done
  printf '%s\n' "$port"
}

# One that keeps statuses while the cloud side is away, and nothing else that anybody retained.
start_broker() {
  title "The broker of the fleet"
  BROKER_PORT=$(free_port 1884)
  BROKER=(-h localhost -p "$BROKER_PORT" -u admin -P password)
  mkdir "$WORK/broker"
  mosquitto_passwd -b -c "$WORK/broker/passwords" admin password
  cat >"$WORK/broker/mosquitto.conf" <<END
listener $BROKER_PORT 127.0.0.1
allow_anonymous false
password_file $WORK/broker/passwords
persistence true
persistence_location $WORK/broker/
max_queued_messages 0
log_dest stderr
user root
END
  in_background broker mosquitto -c "$WORK/broker/mosquitto.conf"
  wait_for 60 "the broker" answers_on "$BROKER_PORT" || die "$(cat "$WORK/broker.log")"
  note "watch it from another terminal: mosquitto_sub ${BROKER[*]} -t '#' -v"
}

start_cloud() {
  title "The cloud side starts, with a PostgreSQL of its own"
  local port
  port=$(free_port 8080)
  API="http://localhost:$port"
  typing "FLEET_MQTT_URL=tcp://localhost:$BROKER_PORT FLEET_HTTP_PORT=$port … java -jar examples/fleet-api/target/fleet-api.jar &"
  in_background api env FLEET_HTTP_PORT="$port" FLEET_MQTT_URL="tcp://localhost:$BROKER_PORT" \
    FLEET_MQTT_USERNAME=admin FLEET_MQTT_PASSWORD=password FLEET_DATA_DIR="$WORK/fleet" FLEET_ADMIN_TOKEN="$TOKEN" \
    java -jar "$ROOT/examples/fleet-api/target/fleet-api.jar"
  wait_for 120 "the cloud side" is '.status == "up"' GET /health || fail "it did not start"
  call GET /health
  brief
  note "call it from another terminal: TOKEN=$TOKEN"
}

# online NUMBER FILTER: so many devices are, by what they say themselves.
online() { is ".devices | length == $1" GET "/api/v1/devices?online=true&limit=500&$2"; }

start_fleet() {
  title "A fleet of $DEVICES simulated devices registers and connects"
  typing "SIM_DEVICES=$DEVICES SIM_API_URL=$API SIM_API_TOKEN=\$TOKEN … java -jar examples/fleet-sim/target/fleet-sim-all.jar &"
  in_background sim env SIM_DEVICES="$DEVICES" SIM_API_URL="$API" SIM_API_TOKEN="$TOKEN" \
    SIM_MQTT_URL="tcp://localhost:$BROKER_PORT" SIM_MQTT_USERNAME=admin SIM_MQTT_PASSWORD=password \
    SIM_BAD_VERSION="$BAD" SIM_FAILURE_RATE=0.5 SIM_SLOW=4s SIM_DATA_DIR="$(mktemp -d -p "$WORK" devices.XXXX)" \
    java -jar "$ROOT/examples/fleet-sim/target/fleet-sim-all.jar"
  wait_for 180 "the fleet" online "$DEVICES" tag=simulated || fail "not all of them came: $(tail -n 5 "$WORK/sim.log")"
  call GET "/api/v1/devices?type=rpi4&online=true&limit=3"
  brief '.devices[] | {uuid, deviceType, tags, online, version, zone}'
}

start_real() {
  title "One real device is registered"
  call POST /api/v1/devices "{\"uuid\":\"$DEVICE\",\"deviceName\":\"device-001\",\"deviceType\":\"pc\",\"tags\":[\"real\"]}"
  answer
  start_agent
  wait_for 120 "the device" online 1 tag=real || fail "see: docker logs $AGENT"
}

# curl_update BODY [DEVICE]: the call of the handbook.
curl_update() {
  call POST "/v1/devices/${2:-$DEVICE}/update-agent" "$1"
  answer
  jq -e '.success' "$WORK/answer" >/dev/null || fail "the API refused it"
}

newest() { ask GET "/api/v1/devices/${1:-$DEVICE}/updates?limit=1" | jq -r '.updates[0].id'; }

# follow STATE: prints the statuses of the device's newest update as they come, until it is in that state.
follow() {
  local path seen=0 state="" limit=$((SECONDS + 240))
  path="/api/v1/devices/$DEVICE/updates/$(newest)"
  while [ "$state" != "$1" ]; do
    [ "$SECONDS" -lt "$limit" ] || fail "the update is $state and not $1"
    ask GET "$path" >"$WORK/update"
    if [ "$(jq '.ended_at != null' "$WORK/update")" = true ]; then
      # The end is in the device's state too, and may come that way before the last statuses do.
      sleep 1
      ask GET "$path" >"$WORK/update"
    fi
    jq -r --argjson seen "$seen" '.statuses[$seen:][].payload | "  \(.sequence)\t\(.type)\t"
      + ([.phase, .current_version, .target_version, .scheduled_time, .reason, .device] | map(select(.)) | join(" "))' "$WORK/update"
    seen=$(jq '.statuses | length' "$WORK/update")
    state=$(jq -r .state "$WORK/update")
    [ "$state" = "$1" ] || [ "$(jq -r '.ended_at != null' "$WORK/update")" = false ] || fail "the update has ended as $state: $(cat "$WORK/update")"
    sleep 0.3
  done
}

by_hand() {
  title "Whoever calls without a token is told how to get one"
  typing "curl -X POST $API/v1/devices/$DEVICE/update-agent -d '{\"version\":\"1.0.6\"}'"
  curl -sS -X POST "$API/v1/devices/$DEVICE/update-agent" -d '{"version":"1.0.6"}' | jq .

  title "Update the real device to a version; its statuses, as the cloud side has them"
  curl_update '{"version":"1.0.6"}'
  follow succeeded
  run docker inspect "$AGENT" '--format={{.Config.Image}}'

  title "The history says what became of it"
  call GET "/api/v1/devices/$DEVICE/updates?limit=1"
  answer '.updates[0] | {id, version, state, previous_version, current_version, deployment_type, duration_ms, downtime_ms, device, created_by}'

  title "Again, although it has that version"
  curl_update '{"version":"1.0.6","force":true}'
  follow succeeded

  title "At two in the morning; withdrawn before that"
  curl_update "{\"version\":\"1.0.6\",\"scheduled_time\":\"$(date -u -d tomorrow +%Y-%m-%d)T02:00:00Z\"}"
  follow scheduled
  call POST "/api/v1/devices/$DEVICE/cancel"
  answer
  wait_for 60 "the end of it" is '.updates | any(.state == "cancelled")' GET "/api/v1/devices/$DEVICE/updates" || fail "it was not cancelled"

  title "The latest version, on one of the simulated devices"
  curl_update '{"version":"latest"}' sim-0001
  wait_for 60 "the update" is '.state == "succeeded"' GET "/api/v1/devices/sim-0001/updates/$(newest sim-0001)" || fail "it did not succeed"
  call GET /api/v1/devices/sim-0001
  brief '{uuid, version, state}'
}

all_at_once() {
  title "All Raspberry Pi 4 at once"
  call POST /api/v1/batches '{"version":"1.0.6","where":{"type":"rpi4"}}'
  brief
  local batch
  batch=$(answer .id)
  wait_for 120 "the batch" is ".states == {succeeded: $(answer .commanded)}" GET "/api/v1/batches/$batch" || fail "not all of them succeeded"
  call GET "/api/v1/batches/$batch"
  brief '{id, states}'
}

# rollout VERSION STATE: begins it, and shows how it goes until it is in that state.
rollout() {
  local id now="" before="" limit=$((SECONDS + 240))
  call POST /api/v1/rollouts "{\"version\":\"$1\",\"where\":{\"tags\":[\"simulated\"]},$STAGES}"
  id=$(answer .id)
  while [[ $now != *"is $2"* ]]; do
    [ "$SECONDS" -lt "$limit" ] || fail "rollout $id did not become $2: $now"
    ask GET "/api/v1/rollouts/$id" >"$WORK/answer"
    now=$(jq -r '"  rollout \(.id) is \(.state) · " + ([.progress[] |
      "stage \(.stage): \(.succeeded) well, \(.failed) failed of \(.devices)"] | join(" · "))' "$WORK/answer")
    [ "$now" = "$before" ] || printf '%s\n' "$now"
    [[ $now =~ is\ (running|$2) ]] || fail "rollout $id should have become $2: $(cat "$WORK/answer")"
    before=$now
    sleep 0.3
  done
  call GET "/api/v1/rollouts/$id"
  brief '{id, state, reason, stage}'
}

versions() {
  call GET "/api/v1/devices?tag=simulated&limit=500"
  brief '.devices | group_by(.version) | map({(.[0].version): length}) | add'
}

in_stages() {
  title "A staged rollout of $BAD, with which half of the devices do not work: it stops at the canaries"
  rollout "$BAD" stopped
  # Who failed has gone back; who had luck stays.
  wait_for 60 "the canaries" is '[.devices[] | select(.state == "in_progress")] == []' GET "/api/v1/devices?limit=500" || fail "they do not end"
  versions
  [ "$(answer "[.devices[] | select(.version == \"$BAD\")] | length")" -le $((DEVICES / 10)) ] || fail "more than the canaries have it"

  title "A staged rollout of $GOOD, which is well: 10 %, 50 %, the rest"
  rollout "$GOOD" completed
  versions
  [ "$(answer "[.devices[] | select(.version == \"$GOOD\")] | length")" -eq "$DEVICES" ] || fail "not all of them have it"
}

statistics() {
  title "How it went"
  call GET "/api/v1/statistics?by=version"
  brief '.total | {ended, succeeded, failed, cancelled, success_rate_percent, duration_ms, downtime_ms}'
  brief '.groups[] | {version: .key, ended, succeeded, failed, success_rate_percent}'
  typing "curl $API/metrics | grep ^fleet_"
  curl -sS "$API/metrics" | grep -E '^fleet_(devices_online|devices|outbox|statuses_total|broker_up)' | grep -v ' 0.0$'
}

story() {
  title "The cloud side and the simulator"
  command -v curl >/dev/null || install curl=curl
  build examples/fleet-sim fleet-sim-all.jar "$ROOT"/{agent-core,examples/fleet-sim}/src/main
  build examples/fleet-api fleet-api.jar "$ROOT"/{agent-core,examples/fleet-api}/src/main
  start_broker
  start_cloud
  start_fleet
  start_real
  by_hand
  all_at_once
  in_stages
  statistics
}
