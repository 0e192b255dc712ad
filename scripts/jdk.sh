# Finds a JDK 25 and sets JAVA_HOME to it; says what is missing where there is none.

is_jdk25() {
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release"
}

find_jdk() {
  local search=${SPILLWAY_JAVA_SEARCH:-"/usr/lib/jvm /opt /opt/java /usr/local /usr/local/lib/jvm $HOME/.sdkman/candidates/java $HOME/.jdks"}
  local candidate folder
  if [ -n "${JAVA_HOME:-}" ] && is_jdk25 "$JAVA_HOME"; then
    export JAVA_HOME
    return 0
  fi
  if [ -z "${SPILLWAY_JAVA_SEARCH:-}" ] && command -v javac >/dev/null 2>&1; then
    candidate=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
    if is_jdk25 "$candidate"; then
      export JAVA_HOME=$candidate
      return 0
    fi
  fi
  for folder in $search; do
    for candidate in "$folder" "$folder"/*; do
      if is_jdk25 "$candidate"; then
        export JAVA_HOME=$candidate
        return 0
      fi
    done
  done
  echo "Spillway needs a JDK 25, and none was found in JAVA_HOME, on the PATH or in ${search}: install one (Eclipse Temurin 25, say), or set JAVA_HOME to it." >&2
  return 1
}

# Prints a source file that is newer than the given one, if there is any.
newer_sources() {
  find "$1" -name target -prune -o -name .git -prune -o -name docs -prune -o -name system-tests -prune -o -name bench -prune \
    -o -type d -name test -prune \
    -o -type f \( -path '*/src/main/*' -o -name pom.xml \) -newer "$2" -print -quit 2>/dev/null
}
