# shellcheck shell=bash
# Images of the test bed. No public registry can be reached from it, so they are made of what this machine has.

JAVA_BASE=iotistic/java-base:17
JAVA_MODULES=java.instrument,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.security.sasl,java.sql
JAVA_MODULES+=,java.xml.crypto,jdk.crypto.ec,jdk.httpserver,jdk.jcmd,jdk.management,jdk.net,jdk.random,jdk.unsupported,jdk.zipfs

# Builds the image of the folder $1 under the name $2; more options may follow. The classic builder asks no registry for a front end.
build_image() {
  local folder=$1 name=$2
  shift 2
  DOCKER_BUILDKIT=0 docker build -q -t "$name" "$@" "$folder" >>"$BED/log/images.log" 2>&1 ||
    die "docker could not build $name: see $BED/log/images.log"
}

# The base: a static busybox, a Java runtime, the libraries that it loads, and names for users and hosts.
java_base() {
  local key
  key=$(java_base_key)
  if [ "$(docker image inspect --format '{{index .Config.Labels "key"}}' "$JAVA_BASE" 2>/dev/null)" = "$key" ]; then
    say java-base present "$JAVA_BASE"
    return
  fi
  local tree="$BED/java-base"
  rm -rf "$tree"
  mkdir -p "$tree"/{bin,etc,lib,lib64,opt,root,run,tmp,usr/bin,var/lib}
  chmod 1777 "$tree/tmp"
  java_base_commands "$tree"
  java_base_runtime "$tree"
  java_base_libraries "$tree"
  java_base_names "$tree"
  printf 'FROM scratch\nCOPY . /\nENV PATH=/opt/java/bin:/usr/bin:/bin JAVA_HOME=/opt/java\nLABEL key=%s\n' "$key" >"$tree/Dockerfile"
  printf 'Dockerfile\n' >"$tree/.dockerignore"
  build_image "$tree" "$JAVA_BASE"
  rm -rf "$tree"
  say java-base built "$JAVA_BASE"
}

# The image is built again when this file, the Java runtime or busybox changes.
java_base_key() {
  { cat "$ROOT/scripts/lib-images.sh" "$(command -v busybox)" "$(java_home)/release"; } | sha256sum | cut -c1-16
}

java_home() { java -XshowSettings:properties -version 2>&1 | awk '$1 == "java.home" { print $3 }'; }

java_base_commands() {
  cp "$(command -v busybox)" "$1/bin/busybox"
  local name
  for name in $(busybox --list); do
    [ "$name" = busybox ] || ln -s busybox "$1/bin/$name"
  done
  ln -s ../../bin/env "$1/usr/bin/env"
}

java_base_runtime() {
  "$(java_home)/bin/jlink" --add-modules "$JAVA_MODULES" --strip-java-debug-attributes --no-header-files --no-man-pages \
    --output "$1/opt/java"
  # The class archive halves the time a virtual machine needs to start.
  "$1/opt/java/bin/java" -Xshare:dump >/dev/null 2>&1
}

java_base_libraries() {
  local folder
  folder=$(dirname "$(ldconfig -p | awk '/libnss_dns.so.2/ { print $NF; exit }')")
  {
    find "$1/opt/java" -type f \( -name '*.so' -o -name java \) -exec ldd {} + | awk '/=> \// { print $3 }'
    printf '%s\n' "$folder"/{libnss_dns.so.2,libnss_files.so.2,libresolv.so.2}
  } | grep -v "^$1/" | sort -u | xargs -I{} cp -L {} "$1/lib/"
  cp -L "$(ldd "$1/opt/java/bin/java" | awk '/ld-linux/ { print $1 }')" "$1/lib64/"
}

java_base_names() {
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' >"$1/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\n' >"$1/etc/group"
  printf 'hosts: files dns\npasswd: files\ngroup: files\n' >"$1/etc/nsswitch.conf"
}
