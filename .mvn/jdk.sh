# Sourced by `mvnw` and `limn`: points JAVA_HOME at a JDK of at least LIMN_JAVA when the current one is older.
# Taken: LIMN_JAVA_HOME, which must then be one; else searched: JAVA_HOME, the `javac` of the PATH, and the usual
# places of Linux, macOS and SDKMAN.
LIMN_JAVA=25

limn_java_release() { # the feature release of the JDK in $1, or 0
  [ -x "$1/bin/javac" ] || { echo 0; return; }
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | sed -n '1s/.*"\([0-9]*\).*/\1/p'
  fi
}

limn_is_jdk() { # whether $1 is the folder of a JDK that is new enough
  [ -n "$1" ] && [ "$(limn_java_release "$1")" -ge "$LIMN_JAVA" ] 2>/dev/null
}

limn_find_jdk() {
  for limn_home in "${LIMN_JAVA_HOME-}" "${JAVA_HOME-}"; do
    limn_is_jdk "$limn_home" && { echo "$limn_home"; return 0; }
  done
  limn_bin=$(command -v javac 2>/dev/null || true)
  if [ -n "$limn_bin" ]; then
    limn_home=$(dirname "$(dirname "$(readlink -f "$limn_bin" 2>/dev/null || echo "$limn_bin")")")
    limn_is_jdk "$limn_home" && { echo "$limn_home"; return 0; }
  fi
  set +f
  for limn_home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -d "$limn_home" ] && limn_is_jdk "$limn_home" && { echo "$limn_home"; return 0; }
  done
  return 1
}

if [ -n "${LIMN_JAVA_HOME-}" ] && ! limn_is_jdk "$LIMN_JAVA_HOME"; then
  echo "limn: LIMN_JAVA_HOME is '$LIMN_JAVA_HOME'; expected the folder of a JDK $LIMN_JAVA or newer, or no such variable" >&2
  exit 1
fi
if limn_found=$(limn_find_jdk); then
  JAVA_HOME=$limn_found
  export JAVA_HOME
else
  echo "Limn needs a JDK $LIMN_JAVA or newer and found none. Install one, or set JAVA_HOME to it." >&2
  exit 1
fi
