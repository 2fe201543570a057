#!/usr/bin/env bash
# Builds everything and runs all tests, after setting the machine up (eng/restore.sh).
#
#   eng/test.sh [options of dotnet test]      for example: eng/test.sh --filter FullyQualifiedName~Layers
#
# CONVNET_TEST_DATA=DIR        the data that some tests need (see CONTRIBUTING.md); without it they are skipped and say so
# CONVNET_MLNET_PACKAGES=DIR   run against the real ML.NET packages in this folder (see eng/restore.sh)
# The last line counts the tests of all projects: N passed, N failed, N skipped. The exit code is 0 only if nothing failed.
set -euo pipefail
case "${1:-}" in -h|--help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit 0 ;; esac
[ -z "${CONVNET_TEST_DATA:-}" ] || { CONVNET_TEST_DATA=$(cd "$CONVNET_TEST_DATA" && pwd); export CONVNET_TEST_DATA; }
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

eng/restore.sh
if [ -n "${CONVNET_TEST_DATA:-}" ]; then
  echo "Test data: $CONVNET_TEST_DATA"
else
  echo "Test data: none (CONVNET_TEST_DATA is not set), the tests that need it are skipped"
fi

echo "Building ..."
dotnet build ConvNetExtension.sln --configuration Release --verbosity quiet --tl:off

results=artifacts/test-results
rm -rf "$results"
mkdir -p "$results"
echo "Testing ..."
code=0
# One project at a time: tests of memory and time should not have to share the processor.
dotnet test ConvNetExtension.sln --configuration Release --no-build --tl:off -maxcpucount:1 --results-directory "$results" \
  --logger trx --logger "console;verbosity=minimal" "$@" || code=$?

total() { # attribute of the result files' counters
  { grep -rhoE "<Counters [^>]*" "$results" --include='*.trx' || true; } |
    awk -v name="$1" 'match($0, " " name "=\"[0-9]+") { sum += substr($0, RSTART + length(name) + 3) } END { print sum + 0 }'
}
passed=$(total passed)
failed=$(total failed)
skipped=$(($(total total) - $(total executed)))
if [ "$code" -ne 0 ] && [ "$failed" -eq 0 ]; then
  echo "dotnet test ended with code $code although no test failed: see above."
fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$code"
