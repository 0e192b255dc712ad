# Finds a JDK 25 and sets JAVA_HOME to it; says what is missing where there is none.

is_jdk25() {
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release"
}

find_jdk() {
  local search=${SPILLWAY_JAVA_SEARCH:-}
  local candidate folder
  if [ -n "${JAVA_HOME:-}" ] && is_jdk25 "$JAVA_HOME"; then
    export JAVA_HOME
    return 0
  fi
  if [ -z "$search" ]; then
    search="/usr/lib/jvm /opt /opt/java /usr/local /usr/local/lib/jvm ${HOME:-/root}/.sdkman/candidates/java ${HOME:-/root}/.jdks"
    if [ "$(uname)" = Darwin ]; then
      search="/Library/Java/JavaVirtualMachines $HOME/Library/Java/JavaVirtualMachines /opt/homebrew/opt /usr/local/opt $search"
    fi
    if command -v javac >/dev/null 2>&1; then
      candidate=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
      if is_jdk25 "$candidate"; then
        export JAVA_HOME=$candidate
        return 0
      fi
    fi
  fi
  for folder in $search; do
    for candidate in "$folder" "$folder"/* "$folder"/*/Contents/Home "$folder"/*/libexec/openjdk.jdk/Contents/Home; do
      if is_jdk25 "$candidate"; then
        export JAVA_HOME=$candidate
        return 0
      fi
    done
  done
  echo "Spillway needs a JDK 25, and none was found in JAVA_HOME, on the PATH or in ${search}: install one (Eclipse Temurin 25, say), or set JAVA_HOME to it." >&2
  return 1
}

# Prints a source file that is newer than the given one, if there is any. Starts below the root, whose own name may be any.
newer_sources() {
  find "$1" -mindepth 1 \( -name target -o -name .git -o -name docs -o -name data -o -name system-tests -o -name bench \) -prune \
    -o -type d -name test -prune \
    -o -type f \( -path '*/src/main/*' -o -name pom.xml -o -path '*/distribution/assembly.xml' -o -path '*/alert-rules/*.yml' \) \
    -newer "$2" -print 2>/dev/null | head -n 1
}
