# shellcheck shell=bash
# The image of a machine that systemd runs, for tests of services: Debian's own, with the Java runtime of the base image.

SYSTEMD_BASE=iotistic/systemd:252

# Terminals that a container does not have, and work that Debian does once a day.
SYSTEMD_MASKED=(getty.target console-getty.service getty@tty1.service systemd-logind.service systemd-networkd-wait-online.service
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer)

systemd_base() {
  local key
  key=$(systemd_base_key)
  if [ "$(docker image inspect --format '{{index .Config.Labels "key"}}' "$SYSTEMD_BASE" 2>/dev/null)" = "$key" ]; then
    say systemd-base present "$SYSTEMD_BASE"
    return
  fi
  local tree="$BED/systemd-base"
  rm -rf "$tree"
  install debootstrap=debootstrap
  say systemd-base building "$SYSTEMD_BASE (more: $BED/log/images.log)"
  systemd_base_debian "$tree" >>"$BED/log/images.log" 2>&1 || die "debootstrap failed: see $BED/log/images.log"
  java_base_runtime "$tree"
  ln -s /opt/java/bin/java "$tree/usr/bin/java"
  systemd_base_settings "$tree" >>"$BED/log/images.log" 2>&1
  systemd_base_import "$tree" "$key" >>"$BED/log/images.log" 2>&1 ||
    die "docker could not import $SYSTEMD_BASE: see $BED/log/images.log"
  rm -rf "$tree"
  say systemd-base built "$SYSTEMD_BASE"
}

# The image is built again when one of these files or the Java runtime changes.
systemd_base_key() {
  cat "$ROOT/scripts/lib-systemd.sh" "$ROOT/scripts/lib-images.sh" "$(java_home)/release" | sha256sum | cut -c1-16
}

# From where this machine takes its own packages, and by the same proxy.
systemd_base_debian() {
  local archive suite http_proxy="${http_proxy:-}"
  [ -n "$http_proxy" ] || eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
  export http_proxy
  # shellcheck disable=SC2016 # apt fills these in
  read -r archive suite < <(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' \
    'Identifier: Packages' 'Label: Debian' 'Component: main' | grep -v -- '-[a-z]*$')
  [ -n "$archive" ] || die "apt names no Debian archive: see /etc/apt/sources.list"
  debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus "$suite" "$1" "$archive"
}

systemd_base_settings() {
  local tree=$1
  chroot "$tree" systemctl mask "${SYSTEMD_MASKED[@]}"
  chroot "$tree" systemctl set-default multi-user.target
  mkdir -p "$tree/etc/systemd/journald.conf.d"
  printf '[Journal]\nStorage=volatile\nRuntimeMaxUse=8M\nForwardToSyslog=no\nRateLimitIntervalSec=0\n' \
    >"$tree/etc/systemd/journald.conf.d/test-bed.conf"
  # Each machine has its own.
  : >"$tree/etc/machine-id"
  rm -f "$tree/var/lib/dbus/machine-id"
  rm -rf "$tree"/var/lib/apt/lists/* "$tree"/var/cache/apt/* "$tree"/usr/share/{doc,man,locale}/* "$tree"/etc/resolv.conf
}

# In two steps: an import keeps device nodes and owners, and knows no STOPSIGNAL.
systemd_base_import() {
  local raw
  raw=$(tar -C "$1" --numeric-owner -c . | docker import -)
  printf 'FROM %s\nENV container=docker\nSTOPSIGNAL SIGRTMIN+3\nLABEL key=%s\nCMD ["/sbin/init"]\n' "$raw" "$2" |
    DOCKER_BUILDKIT=0 docker build -q -t "$SYSTEMD_BASE" -
}
