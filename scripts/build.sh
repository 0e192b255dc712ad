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

build() {
  need_maven || return 1
  local log="$1/distribution/target/build.log"
  mkdir -p "$(dirname "$log")"
  echo "Building Spillway (once; a few minutes where nothing is downloaded yet). Log: $log" >&2
  if ! (cd "$1" && mvn -B -ntp -q -pl distribution,executors/example-greeting -am -DskipTests -Dmaven.test.skip=true -Dspotless.check.skip=true package) >"$log" 2>&1; then
    echo "The build failed. Its last errors, from $log:" >&2
    grep -E 'ERROR' "$log" | head -n 15 >&2
    return 1
  fi
  touch "$1/distribution/target/spillway/lib/.complete"
  echo "Built." >&2
}
