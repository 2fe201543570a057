#!/usr/bin/env bash
# Measures the engine, after setting the machine up (eng/restore.sh). Let nothing else run meanwhile. docs/performance.md explains the figures.
#
#   eng/bench.sh all [--peers]         networks, scaling, scoring, pipeline and profiles: every table of docs/performance.md. May be cut short: run again, it continues
#   eng/bench.sh document              writes these tables, and that of kernels, into the document
#   eng/bench.sh networks [--peers]    training steps of the networks
#   eng/bench.sh scaling               training steps on one thread and on two
#   eng/bench.sh scoring [--peers]     scoring of one image and of 32
#   eng/bench.sh pipeline              scoring through ML.NET beside the engine alone
#   eng/bench.sh profiles              where the time of a step goes in every network, by kind of work
#   eng/bench.sh blocks [--peers]      forward and backward of blocks of ResNet-50 and MobileNetV2, and of LeNet-5
#   eng/bench.sh kernels               every convolution and dense layer of LeNet-5 and Small, each instruction set, one thread (BenchmarkDotNet), six to twelve minutes
#   eng/bench.sh algorithms            single convolutions by each algorithm, one thread: the figures of docs/convolution-algorithms.md
#   eng/bench.sh architectures         every built-in architecture, images a second in training and scoring: the table of docs/architectures.md
#   eng/bench.sh experiments           what an AutoML-style search finds in 5 and 15 minutes, beside the default trained as long: about six hours (with --threads 1 two processes with other --output can run side by side). Continues. The table of docs/experiments.md
#   eng/bench.sh profile NETWORK       where the time of one step goes, step by step (--duty Score: of scoring)
#
# --peers                   beside PyTorch and (scoring) ONNX Runtime, in alternating slices of one run. Installs what is missing: python3-torch and
#                           python3-torchvision (and OpenBLAS for it), Node.js, and the npm package onnxruntime-node into artifacts/bench/onnxruntime
# --workloads A,B  --threads 1,2  --repeats N  --seconds S (a slice)  --minutes M (begin nothing new after)  --batch N  --set NAME (kernels, algorithms, profile)  --output DIR
# --minutes M (of a search)  --seeds N  --data DIR,DIR@N (experiments; default: the demo's pictures, and 5,000 of MNIST if CONVNET_TEST_DATA or ../shared/data has it)
#
# CONVNET_PEER_PYTHON=FILE  the Python to look for PyTorch in first
# Tables go to standard output and to artifacts/bench/MODE.md, all figures to artifacts/bench/results.json (kernels: kernels.json; BenchmarkDotNet's logs: BenchmarkDotNet/).
set -euo pipefail
here=${BASH_SOURCE[0]}
help() { sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$here"; }
peers=false
arguments=()
for argument in "$@"; do
  case "$argument" in
    --peers) peers=true ;;
    -h|--help) help; exit 0 ;;
    *) arguments+=("$argument") ;;
  esac
done
[ ${#arguments[@]} -gt 0 ] || { help >&2; exit 2; }
cd "$(dirname "$here")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
project=tests/Microsoft.ML.ConvNet.Benchmarks
output=artifacts/bench
onnxruntime=$output/onnxruntime
onnxruntime_version=1.30.0

say() { echo "$*" >&2; }

find_python() { # the first Python that has PyTorch and torchvision
  local candidate
  for candidate in "${CONVNET_PEER_PYTHON:-}" python3 /usr/bin/python3; do
    if [ -n "$candidate" ] && "$candidate" -c 'import torch, torchvision' 2> /dev/null; then
      command -v "$candidate"
      return
    fi
  done
}

install() { # packages
  local as_root=()
  command -v apt-get > /dev/null || { say "eng/bench.sh: please install $* or what corresponds to it; there is no apt-get here to do it."; exit 1; }
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo > /dev/null || { say "eng/bench.sh: please run as root: apt-get install $*"; exit 1; }
    as_root=(sudo)
  fi
  say "System packages: installing $* ..."
  "${as_root[@]}" apt-get update -qq >&2 || true
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" > /dev/null
}

install_onnxruntime() {
  { command -v node && command -v npm; } > /dev/null || install nodejs npm
  local installed=$onnxruntime/node_modules/onnxruntime-node/package.json
  if ! grep -qs "\"version\": \"$onnxruntime_version\"" "$installed"; then
    say "npm: installing onnxruntime-node $onnxruntime_version into $onnxruntime ..."
    mkdir -p "$onnxruntime"
    npm install --ignore-scripts --no-audit --no-fund --silent --prefix "$onnxruntime" "onnxruntime-node@$onnxruntime_version" >&2
  fi
}

eng/restore.sh >&2
if $peers; then
  python=$(find_python)
  if [ -z "$python" ]; then
    install python3-torch python3-torchvision python3-onnx
    python=$(find_python)
    [ -n "$python" ] || { say "eng/bench.sh: python3-torch and python3-torchvision are installed, but no Python can import them."; exit 1; }
  fi
  # Debian's PyTorch takes the system's BLAS, and without OpenBLAS that is the reference one: more than ten times slower.
  if "$python" -c 'import sys, torch; sys.exit("BLAS_INFO=generic" not in torch.__config__.show())' \
    && ! { PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2> /dev/null || true; } | grep -q 'libopenblas\.so'; then
    install libopenblas0-pthread
  fi
  arguments+=(--peer "$python")
  case "${arguments[0]}" in
    all|scoring) install_onnxruntime; arguments+=(--onnxruntime "$onnxruntime") ;;
  esac
fi

say "Building $project ..."
mkdir -p "$output"
if ! dotnet build "$project" --configuration Release --verbosity quiet --tl:off > "$output/build.log" 2>&1; then
  cat "$output/build.log" >&2
  exit 1
fi
if [ "${arguments[0]}" = experiments ] && [[ " ${arguments[*]} " != *" --data "* ]]; then
  pictures=$output/experiments-data
  if [ ! -d "$pictures/demo" ]; then
    say "Drawing the demo's pictures ..."
    dotnet run --project src/Samples/ImageClassifier --configuration Release -- draw "$pictures/demo" >&2
  fi
  data=$pictures/demo
  archive=${CONVNET_TEST_DATA:-../shared/data}/mnist-png.tar.gz
  if [ -f "$archive" ] && [ ! -d "$pictures/mnist" ]; then
    say "Unpacking $archive ..."
    mkdir -p "$pictures/mnist.part"
    tar -xzf "$archive" -C "$pictures/mnist.part"
    mv "$pictures/mnist.part" "$pictures/mnist"
  fi
  if [ -d "$pictures/mnist" ]; then data=$data,$pictures/mnist@5000; else say "There is no $archive: MNIST is left out."; fi
  arguments+=(--data "$data")
fi
exec dotnet run --project "$project" --configuration Release --no-build -- "${arguments[@]}"
