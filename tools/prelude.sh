# shellcheck shell=bash
# Sourced by the scripts of this folder: strict mode, the top folder as working directory, and one way to speak.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# A clone that belongs to another user (a mounted folder, a root shell) is still the one whose script was started.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0="$PWD"

# ccache only saves time: used where it is, never asked for.
if command -v ccache >/dev/null; then
  export CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache
fi

# What is going on, for people: on stderr, bold on a terminal unless NO_COLOR is set.
say() {
  if [[ -t 2 && -z ${NO_COLOR:-} ]]; then
    printf '\033[1m%s: %s\033[0m\n' "${0##*/}" "$*" >&2
  else
    printf '%s: %s\n' "${0##*/}" "$*" >&2
  fi
}

fail() {
  say "$@"
  exit 1
}

# Runs a command whose output matters only when it fails.
quietly() {
  local output
  output=$("$@" 2>&1) || {
    printf '%s\n' "$output" >&2
    return 1
  }
}

# Configures and builds a preset; a terminal sees the progress, a log only what went wrong.
build() {
  local preset=$1 quiet=()
  [[ -t 2 ]] || quiet=(-- --quiet)
  say "building build/$preset"
  quietly cmake --preset "$preset"
  cmake --build --preset "$preset" --parallel "$(nproc)" "${quiet[@]}" >&2
}

# Files of the project, committed or about to be, that match the patterns; NUL-separated.
our_files() {
  git ls-files -z --cached --others --exclude-standard --deduplicate -- "$@" | while IFS= read -r -d '' file; do
    [[ ! -e $file ]] || printf '%s\0' "$file"
  done
}
