#!/usr/bin/env bash
# The main job, from pictures to a trained model, after setting the machine up (eng/restore.sh):
# trains a convolutional network through an ML.NET pipeline, evaluates it, saves it, and classifies pictures with it in a second process.
#
#   eng/demo.sh                                   draws its own pictures first
#   eng/demo.sh --data DIR                        any folder of class folders (DIR/train and DIR/test if they are there, else a split)
#   eng/demo.sh --data DIR --architecture lenet5  further options go to the command train; "eng/demo.sh --help" lists them
#
# Everything is written to artifacts/demo: model.zip, and summary.json with the figures of the run.
set -euo pipefail
project=src/Samples/ImageClassifier
output=artifacts/demo
data=
options=()
help=false
while [ $# -gt 0 ]; do
  case "$1" in
    --data) [ $# -ge 2 ] || { echo "eng/demo.sh: --data needs a folder" >&2; exit 2; }; data=$2; shift 2 ;;
    --data=*) data=${1#--data=}; shift ;;
    -h|--help) help=true; shift ;;
    *) options+=("$1"); shift ;;
  esac
done
if [ -n "$data" ]; then
  [ -d "$data" ] || { echo "eng/demo.sh: there is no folder $data" >&2; exit 1; }
  data=$(cd "$data" && pwd)
fi
here=${BASH_SOURCE[0]}
cd "$(dirname "$here")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

step() { printf '\n== %s\n' "$*"; }
classifier() { dotnet run --project "$project" --configuration Release --no-build -- "$@"; }

step "Setting up"
eng/restore.sh
echo "Building $project ..."
mkdir -p "$output"
if ! dotnet build "$project" --configuration Release --verbosity quiet --tl:off > "$output/build.log" 2>&1; then
  cat "$output/build.log" >&2
  exit 1
fi

if $help; then
  sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "eng/demo.sh"
  classifier train --help
  exit 0
fi

if [ -z "$data" ]; then
  data=$output/pictures
  step "Drawing pictures"
  rm -rf "$data"
  classifier draw "$data"
fi

step "Training on $data"
classifier train "$data" --model "$output/model.zip" --summary "$output/summary.json" --test-list "$output/test-pictures.txt" "${options[@]}"

step "Classifying new pictures in a second process, with $output/model.zip"
if [ -d "$data/new" ]; then
  new=("$data/new")
else
  # A dozen pictures, evenly taken from the list of those that were kept from training.
  mapfile -t new < <(awk '{ line[NR] = $0 } END { step = NR > 12 ? NR / 12 : 1; for (i = 1; i <= NR; i += step) print line[int(i)] }' "$output/test-pictures.txt")
fi
classifier predict --model "$output/model.zip" "${new[@]}"

step "Done: $output/model.zip, $output/summary.json"
cat "$output/summary.json"
echo
