# shellcheck shell=bash
# The demo's story with Docker: the device is an engine of its own.

AGENT=iotistic-agent
IMAGE="$REGISTRY/iotistic/agent"

make_images() {
  note "the images 1.0.5 and 1.0.6, and a 1.0.7 that exits at once, go to the registry at $REGISTRY …"
  "$ROOT/scripts/testbed" java-base >/dev/null
  "$ROOT/scripts/agent-image" 1.0.5 >/dev/null
  "$ROOT/scripts/agent-image" 1.0.6 >/dev/null
  "$ROOT/scripts/agent-image" 1.0.7 'ENTRYPOINT ["sh", "-c", "echo FATAL: cannot read /etc/calibration.dat; exit 3"]' >/dev/null
}

device_up() {
  make_images
  title "The device: a Docker engine of its own"
  "$ROOT/scripts/testbed" engine demo up
  DOCKER_HOST="unix://$(readlink -f "$BED/engines/demo.sock")"
  export DOCKER_HOST
  note "watch it from another terminal: export DOCKER_HOST=$DOCKER_HOST"
}

device_down() {
  "$ROOT/scripts/testbed" engine demo down || true
  rm -rf "$BED/engines/demo"
}

start_agent() {
  title "An agent 1.0.5 runs on the device"
  run docker run -d --name "$AGENT" --restart always --network host -v iotistic:/var/lib/iotistic \
    -v "${DOCKER_HOST#unix://}:/var/run/docker.sock" \
    -e "IOTISTIC_DEVICE=$DEVICE" -e "IOTISTIC_MQTT_URL=tcp://localhost:$BROKER_PORT" \
    -e IOTISTIC_MQTT_USERNAME=admin -e IOTISTIC_MQTT_PASSWORD=password \
    -e IOTISTIC_HEALTH_STABLE_FOR=5s "$IMAGE:1.0.5" 2>"$WORK/run.log" || die "$(cat "$WORK/run.log")"
  wait_for 120 "the agent" logged "Subscribed to topic" || die "see: docker logs $AGENT"
  docker logs "$AGENT" 2>&1 | grep MQTT | cut -c1-160
}

logged() { docker logs "$AGENT" 2>&1 | grep -q "$1"; }

good_update() {
  title "The cloud sends an update to 1.0.6"
  command_update 1.0.6
  wait_for 180 "the update" terminals 1 || die "see: docker logs $AGENT"
  [ "$(last_status | jq -r .type)" = update_succeeded ] || die "the update did not succeed: $(last_status)"
  title "It replaced itself; the old one stays as a backup"
  run docker inspect "$AGENT" '--format={{.Config.Image}}'
  run docker ps -a --format 'table {{.Names}}\t{{.Image}}\t{{.Status}}'
}

bad_update() {
  title "The cloud sends 1.0.7, which exits at once"
  command_update 1.0.7
  wait_for 180 "the update" terminals 2 || die "see: docker logs $AGENT"
  [ "$(last_status | jq -r '.type, .rolled_back' | xargs)" = "update_failed true" ] || die "not rolled back: $(last_status)"
  title "It went back to 1.0.6, and the report says why"
  last_status | jq '{reason, error, phase, rolled_back, current_version, device, log_tail}'
  run docker ps -a --format 'table {{.Names}}\t{{.Image}}\t{{.Status}}'
}

restore_by_hand() {
  title "Somebody restores the backup by hand"
  local backup
  backup=$(docker ps -a --format '{{.Names}}' | grep "^$AGENT-backup-" | sort | tail -n 1)
  run docker stop "$AGENT"
  run docker rm "$AGENT"
  run docker rename "$backup" "$AGENT"
  run docker start "$AGENT"
  wait_for 120 "the boot policy" has_policy always || die "see: docker logs $AGENT"
  title "The engine is restarted, as at a reboot"
  "$ROOT/scripts/testbed" engine demo restart
  wait_for 120 "the agent" running || die "the agent did not come back"
  run docker ps -a --format 'table {{.Names}}\t{{.Image}}\t{{.Status}}'
}

has_policy() { [ "$(docker inspect "$AGENT" --format '{{.HostConfig.RestartPolicy.Name}}')" = "$1" ]; }
running() { [ "$(docker inspect "$AGENT" --format '{{.State.Running}}')" = true ]; }

story() {
  start_agent
  listen
  good_update
  bad_update
  restore_by_hand
}
