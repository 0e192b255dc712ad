# Builds the distribution, without tests. Expects JAVA_HOME.

# Installs Debian packages where that is possible without asking; services that they bring are not started.
install_packages() {
  local sudo=
  if [ "$(id -u)" -ne 0 ]; then
    sudo="sudo -n"
    $sudo true 2>/dev/null || return 1
  fi
  command -v apt-get >/dev/null 2>&1 || return 1
  local policy=/usr/sbin/policy-rc.d
  local ours=
  if [ ! -e $policy ]; then
    ours=yes
    printf '#!/bin/sh\nexit 101\n' | $sudo tee $policy >/dev/null
    $sudo chmod +x $policy
  fi
  local done=0
  { $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "$@"; } >&2 || done=1
  if [ -n "$ours" ]; then $sudo rm -f $policy; fi
  return $done
}

need_maven() {
  if command -v mvn >/dev/null 2>&1; then
    return 0
  fi
  echo "Maven is missing, and is installed from the distribution's packages ..." >&2
  install_packages maven || true
  if ! command -v mvn >/dev/null 2>&1; then
    echo "Spillway is built with Maven 3.8.6 or later, which could not be installed: install it (sudo apt-get install maven) and run this again." >&2
    return 1
  fi
}

# Whether the distribution in the given project is there, and as new as its sources.
is_built() {
  local complete="$1/distribution/target/spillway/lib/.complete"
  [ -f "$complete" ] && [ -z "$(newer_sources "$1" "$complete")" ]
}

# Builds where that is needed; of several starts at the same time one builds, and the others wait for it.
build_once() {
  local lock="$1/distribution/target/build.lock" holder said= code=0
  mkdir -p "$1/distribution/target" || return 1
  until mkdir "$lock" 2>/dev/null; do
    if [ ! -w "$1/distribution/target" ]; then
      echo "Spillway must be built, and $1/distribution/target can't be written." >&2
      return 1
    fi
    holder=$(cat "$lock/pid" 2>/dev/null || true)
    if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
      rm -rf "$lock"
      continue
    fi
    if [ -z "$said" ]; then
      said=yes
      echo "Another start is building Spillway; this one waits for it. (Is there none? Then remove $lock.)" >&2
    fi
    sleep 1
  done
  build_lock=$lock
  trap 'rm -rf "$build_lock"' EXIT
  echo $$ >"$lock/pid"
  is_built "$1" || build "$1" || code=1
  rm -rf "$lock"
  trap - EXIT
  return $code
}

build() {
  need_maven || return 1
  local target="$1/distribution/target"
  local log="$target/build.log" home="$target/spillway" old="$target/spillway.old" started="$target/build.started" code=0
  mkdir -p "$target"
  if [ -f "$home/lib/.complete" ]; then
    echo "The sources have changed: building Spillway again. Log: $log" >&2
  else
    echo "Building Spillway: one to five minutes the first time, most of it downloads. Log: $log" >&2
  fi
  # Taken before the build: what changes while it runs is newer.
  touch "$started"
  # Set aside, not written over: a server may be running from it, and a library of another version must not stay.
  rm -rf "$old"
  if [ -d "$home" ]; then mv "$home" "$old"; fi
  (cd "$1" && mvn -B -ntp -q -Dstyle.color=never -pl distribution,executors/example-greeting -am -DskipTests -Dmaven.test.skip=true \
    -Dspotless.check.skip=true package) >"$log" 2>&1 || code=$?
  if [ $code -ne 0 ]; then
    if [ $code -eq 130 ]; then
      echo "The build was interrupted." >&2
    else
      echo "The build failed. Its first errors, from $log:" >&2
    fi
    grep ERROR "$log" | grep -vE '\] *$|Help 1|Re-run Maven|re-run Maven|For more information|After correcting|mvn <args>' | head -n 15 >&2
    rm -rf "$home"
    if [ -d "$old" ]; then mv "$old" "$home"; fi
    return 1
  fi
  mv "$started" "$home/lib/.complete"
  rm -rf "$old"
  train "$home" || echo "The start could not be rehearsed, so servers start more slowly. Log: $target/train.log" >&2
  echo "Built." >&2
}

# Rehearses a start and some work of the server, so that the next ones find their classes loaded and linked: spillway.aot.
train() {
  local home="$1" log="$1/../train.log" data server code=1
  data=$(mktemp -d) || return 1
  "$JAVA_HOME/bin/java" -XX:AOTCacheOutput="$home/spillway.aot.new" --enable-native-access=ALL-UNNAMED -Dspillway.home="$home" \
    -cp "$home/lib/*" io.spillway.server.Main server --host 127.0.0.1 --port 0 --data "$data" --demo >"$log" 2>&1 &
  server=$!
  for _ in $(seq 300); do
    if [ -s "$data/port" ] || ! kill -0 $server 2>/dev/null; then break; fi
    sleep 0.2
  done
  sleep 2
  kill $server 2>/dev/null || true
  wait $server || true
  if [ -s "$home/spillway.aot.new" ]; then
    mv "$home/spillway.aot.new" "$home/spillway.aot"
    code=0
  fi
  rm -rf "$data"
  return $code
}
