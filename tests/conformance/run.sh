#!/usr/bin/env bash
# Runs the suites that drive the server with real clients: run.sh [python|cli|js|model|recipes|terraform ...]. The binary is MACIE_LOCAL_BIN.
# Ends with "N passed, N failed". A client that is missing fails its suite unless MACIE_ALLOW_MISSING_CLIENTS=1.
# The Python suites run under MACIE_TEST_PYTHON, by default Debian's, with whatever boto3 that Python finds.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${MACIE_LOCAL_BIN:?names the macie-local binary}"
export MACIE_LOCAL_BIN
python=${MACIE_TEST_PYTHON:-/usr/bin/python3}
command -v "$python" >/dev/null || { echo "MACIE_TEST_PYTHON is '$python', which is no program" >&2; exit 2; }
case $python in /*) ;; */*) python=$PWD/$python ;; esac
passed=0
failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

missing() {
  echo "MISSING CLIENT: $1" >&2
  [ "${MACIE_ALLOW_MISSING_CLIENTS:-0}" = 1 ] || failed=$((failed + 1))
}

# python_suite DIR: unittest's own count, read from its closing lines.
python_suite() {
  (cd "$here" && timeout 900 "$python" -B -m unittest discover -v -s "$1" -t . -p 'test_*.py') >"$log" 2>&1
  local status=$? ran bad
  ran=$(sed -n 's/^Ran \([0-9]*\) tests\{0,1\} in.*/\1/p' "$log" | tail -1)
  bad=$(grep -cE '^(ERROR|FAIL): ' "$log")
  if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  if [ -z "$ran" ]; then ran=$bad; fi
  if [ "$bad" -eq 0 ]; then grep -oE '(NOT RUN|SEED): .*' "$log" | sort -u; else cat "$log"; fi
  [ "$ran" -gt 0 ] || { echo "$1 ran no test"; bad=1; ran=1; }
  passed=$((passed + ran - bad))
  failed=$((failed + bad))
  echo "$1: $((ran - bad)) passed, $bad failed"
}

have_sdk() {
  command -v node >/dev/null && command -v npm >/dev/null || { missing "node and npm"; return 1; }
  [ -d "$here/js/node_modules/@aws-sdk/client-macie2" ] && return
  (cd "$here/js" && timeout 300 npm ci --no-audit --no-fund --loglevel=error) || { missing "@aws-sdk/client-macie2"; return 1; }
}

js_suite() {
  have_sdk || return
  (cd "$here/js" && timeout 300 node --test) >"$log" 2>&1
  local status=$? good bad
  good=$(sed -n 's/^# pass \([0-9]*\)$/\1/p; s/^ℹ pass \([0-9]*\)$/\1/p' "$log" | tail -1)
  bad=$(sed -n 's/^# fail \([0-9]*\)$/\1/p; s/^ℹ fail \([0-9]*\)$/\1/p' "$log" | tail -1)
  good=${good:-0}
  bad=${bad:-1}
  if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  [ "$bad" -eq 0 ] || cat "$log"
  [ $((good + bad)) -gt 0 ] || { echo "js ran no test"; bad=1; }
  passed=$((passed + good))
  failed=$((failed + bad))
  echo "js: $good passed, $bad failed"
}

for suite in "${@:-python cli js model recipes terraform}"; do
  for name in $suite; do
    case $name in
      python | cli | model | recipes | terraform)
        if ! "$python" -c 'import boto3' 2>/dev/null; then missing "boto3 of $python"; continue; fi
        if [[ $name == @(cli|recipes) && ! -x /usr/bin/aws ]]; then missing "Debian's AWS CLI"; continue; fi
        if [ "$name" = recipes ] && ! "$python" -c 'import pytest, xdist, yaml' 2>/dev/null; then
          missing "pytest, pytest-xdist and yaml of $python"
          continue
        fi
        if [ "$name" = model ] && ! have_sdk; then continue; fi
        python_suite "$name" ;;
      js) js_suite ;;
      *) echo "no suite $name; there are python, cli, js, model, recipes, terraform" >&2; exit 2 ;;
    esac
  done
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
