#!/bin/sh
# The Iotistic device agent: a jar that starts itself. Options for Java go into IOTISTIC_JAVA_OPTS.
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
if ! command -v "$java" >/dev/null 2>&1 && command -v java >/dev/null 2>&1; then
  java=java # An upgrade of Java that has moved its home is no reason not to run.
fi
if ! command -v "$java" >/dev/null 2>&1; then
  echo "iotistic-agent needs Java 17 or newer, and there is no $java: install a JRE, or set JAVA_HOME." >&2
  exit 2
fi
# Small, as devices are; and out of memory it ends, so that whoever started it starts it afresh.
: "${IOTISTIC_JAVA_OPTS=-Xmx64m -Xss512k -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError}"
# shellcheck disable=SC2086 # several options in one variable
exec "$java" ${IOTISTIC_JAVA_OPTS} -jar "$0" "$@"
exit 2
