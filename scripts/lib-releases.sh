# shellcheck shell=bash
# The release server of the test bed: nginx, with the files laid out as GitHub lays out releases.

RELEASES_PORT=5080
# What systemd.releases is set to, and where its files lie.
RELEASES="http://127.0.0.1:$RELEASES_PORT/iotistic"
RELEASES_FILES="$BED/releases/files/iotistic/releases"

releases_config() {
  mkdir -p "$RELEASES_FILES/download" "$BED/releases/tmp"
  [ -e "$BED/releases/latest.conf" ] || : >"$BED/releases/latest.conf"
  cat >"$BED/releases/nginx.conf" <<END
daemon off;
user root;
worker_processes 1;
pid $BED/releases/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  default_type application/octet-stream;
  client_body_temp_path $BED/releases/tmp;
  proxy_temp_path $BED/releases/tmp;
  fastcgi_temp_path $BED/releases/tmp;
  uwsgi_temp_path $BED/releases/tmp;
  scgi_temp_path $BED/releases/tmp;
  server {
    listen 127.0.0.1:$RELEASES_PORT;
    root $BED/releases/files;
    absolute_redirect on;
    server_name_in_redirect off;
    include $BED/releases/latest.conf;
  }
}
END
}

releases_up() {
  local note="$RELEASES (more: $BED/log/releases.log)"
  alive releases && {
    say releases running "$note"
    return
  }
  answers_on "$RELEASES_PORT" && {
    say releases "not ours" "$RELEASES, left alone"
    return
  }
  releases_config
  start releases nginx -c "$BED/releases/nginx.conf"
  wait_for 60 releases answers_on "$RELEASES_PORT" || die "see $BED/log/releases.log"
  say releases started "$note"
}

# publish VERSION FILE: the newest release from now on. The same file for all processors: it is a jar, or a script.
publish() {
  local version=$1 file=$2 folder name arch
  folder="$RELEASES_FILES/download/v$version"
  mkdir -p "$folder"
  for arch in amd64 arm64 armv7; do
    name="iotistic-agent-linux-$arch"
    cp "$file" "$folder/.$name"
    mv "$folder/.$name" "$folder/$name"
  done
  (cd "$folder" && sha256sum iotistic-agent-linux-* >SHA256SUMS)
  printf 'location = /iotistic/releases/latest { return 302 /iotistic/releases/tag/v%s; }\n' "$version" >"$BED/releases/latest.conf"
  kill -HUP "$(pid_of releases)"
}
