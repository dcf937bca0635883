#!/usr/bin/env bash
# Builds the image and tries it: with docker where an engine answers, else with buildah and no engine, on a base made from the
# Debian packages of this machine's own mirror. `./dev image` calls it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
image=macie-local:try

# Try RUN...: RUN executes a command in a fresh container of the image.
check() {
  local version user
  version=$("$@" /usr/local/bin/macie-local --version)
  [[ $version == "macie-local "* ]] || { echo "image: --version said '$version'" >&2; exit 1; }
  "$@" bash -c 'echo nothing in here | macie-local scan -' || { echo "image: macie-local scan fails" >&2; exit 1; }
  user=$("$@" id -u)
  [ "$user" != 0 ] || { echo "image: runs as root" >&2; exit 1; }
  "$@" bash -c '
    macie-local --host 127.0.0.1 --port 0 --db /data/try.db >/tmp/ready & pid=$!
    for try in $(seq 100); do url=$(sed -n "s/^macie-local ready on //p" /tmp/ready); [ -n "$url" ] && break; sleep 0.1; done
    curl -fsS "$url/_macie-local/health" && kill "$pid" && wait "$pid"'
  echo
  echo "image: $version, user $user, healthy"
}

if docker info >/dev/null 2>&1; then
  docker build -t "$image" -f docker/Dockerfile .
  check docker run --rm --entrypoint "" "$image"
  docker run --rm "$image" --version
  exit
fi

./dev setup image
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
storage=(--root "$work/store" --runroot "$work/run" --storage-driver vfs)
# The machine's own mirror of bookworm: the first source that names exactly that suite, so that no third party's is taken.
mirror=$({
  awk -v RS= '/(^|\n)Suites:[^\n]* bookworm( |\n|$)/ && match($0, /(^|\n)URIs: *[^ \n]+/) {
    uri = substr($0, RSTART, RLENGTH); sub(/.*URIs: */, "", uri); print uri }' /etc/apt/sources.list.d/*.sources
  awk '/^deb / {for (i = 2; i < NF; i++) if ($i ~ /^http/ && $(i + 1) == "bookworm") print $i}' \
    /etc/apt/sources.list /etc/apt/sources.list.d/*.list
} 2>/dev/null | head -n 1)
[ -n "$mirror" ] || { echo "image: no source of bookworm in /etc/apt" >&2; exit 1; }
mmdebstrap --variant=minbase --mode=root bookworm "$work/base.tar" "$mirror"
base=$(buildah "${storage[@]}" from scratch)
buildah "${storage[@]}" add -q "$base" "$work/base.tar" /
buildah "${storage[@]}" config --cmd /bin/bash "$base"
for name in bookworm bookworm-slim; do
  buildah "${storage[@]}" commit -q "$base" "docker.io/library/debian:$name"
done
buildah "${storage[@]}" rm "$base" >/dev/null
buildah "${storage[@]}" build --isolation chroot --pull-never --layers=false --format docker -t "$image" -f docker/Dockerfile .
container=$(buildah "${storage[@]}" from --pull-never "$image")
check buildah "${storage[@]}" run --isolation chroot "$container" --
