# What the scripts share. Sourced, not run.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
cache=${LETAN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/letan}

say() { printf '\033[1m==\033[0m %s\n' "$*"; }
fail() {
    printf 'letan: %s\n' "$*" >&2
    exit 1
}
