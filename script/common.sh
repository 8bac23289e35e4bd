# What the scripts share. Sourced, not run.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# Kept between checkouts; inside this one where there is no home (a cron job, a bare container).
cache=${LETAN_CACHE:-${XDG_CACHE_HOME:-${HOME:-$root/build}/.cache}/letan}

say() { printf '\033[1m==\033[0m %s\n' "$*"; }
fail() {
    printf 'letan: %s\n' "$*" >&2
    exit 1
}
