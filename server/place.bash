# shellcheck shell=bash
# Where things lie and who runs them. Sourced by the commands beside it; starts nothing and changes nothing.
#
# An ordinary user runs everything alone. Under root three accounts stay apart; Debian brings all of them:
#   root      installs and builds; nothing of the portal runs as root
#   postgres  the private cluster, and `mamori migrate` and `mamori sample`, which know the owner's secret
#   www-data  `mamori serve`, which knows the server role's secret, and can read neither the owner's nor the cluster's files

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
command_name=${command_name:-${0##*/}}
server_user=www-data
# Against somebody else's database there is no private cluster, and perhaps no user postgres.
keeper=postgres
[ -z "${MAMORI_DATABASE_URL:-}" ] || keeper=$server_user

say() { printf '%s: %s\n' "$command_name" "$*" >&2; }
die() { say "$@"; exit 1; }

is_root() { [ "$(id -u)" = 0 ]; }

# Becomes the command, under root as USER; call it in a subshell or a child. setpriv keeps the process id, so signals
# arrive. LEAD=yes: at the head of a process group of its own. FOLLOW=signal: the command gets it when its parent
# dies, whatever killed that.
as_user() {
  local user=$1 lead=() how=(--no-new-privs)
  shift
  [ -z "${LEAD:-}" ] || lead=(setsid)
  [ -z "${FOLLOW:-}" ] || how+=(--pdeathsig "$FOLLOW")
  if is_root; then how+=(--reuid="$user" --regid="$user" --init-groups); fi
  exec "${lead[@]}" setpriv "${how[@]}" "$@"
}

can_enter() { (cd / && as_user "$1" test -x "$2") 2>/dev/null; }

own() { # USER PATH...; a number will do
  if is_root; then chown "$1:$(id -g "$1")" "${@:2}"; fi
}

# The nearest folder on the way to $1 that exists.
existing_part() {
  local at=$1
  while [ ! -d "$at" ]; do at=$(dirname "$at"); done
  printf '%s' "$at"
}

# The state folder, absolute: .mamori in the checkout. Under root it is /var/lib/mamori where the accounts above cannot
# enter the checkout.
state_folder() {
  local state=${MAMORI_STATE:-}
  if [ -n "$state" ]; then
    case $state in /*) ;; *) state=$PWD/$state ;; esac
    if is_root && ! can_enter "$keeper" "$(existing_part "$state")"; then
      die "the user $keeper cannot enter $(existing_part "$state"): set MAMORI_STATE to a folder that other users reach"
    fi
  elif is_root && ! can_enter "$keeper" "$root"; then
    state=/var/lib/mamori
  else
    state=$root/.mamori
  fi
  printf '%s' "$state"
}

# Under root the server may add its own files here, and remove nobody else's.
make_state_folder() {
  mkdir -p "$1" 2>/dev/null || die "cannot make the state folder $1: set MAMORI_STATE to a folder of yours"
  [ -O "$1" ] || die "the state folder $1 belongs to $(stat -c %U "$1"): run as that user, or set MAMORI_STATE"
  if is_root; then
    chgrp "$server_user" "$1"
    chmod 1771 "$1"
  else
    chmod 700 "$1"
  fi
}

build_folder() {
  local build=${MAMORI_BUILD:-$root/.build}
  case $build in /*) ;; *) build=$PWD/$build ;; esac
  printf '%s' "$build"
}

# A value inside a libpq connection string.
quoted() {
  local value=${1//\\/\\\\}
  printf "'%s'" "${value//\'/\\\'}"
}
