#!/usr/bin/env bash
# Measures the engine, after setting the machine up (eng/restore.sh). Let nothing else run meanwhile. docs/performance.md explains the figures.
#
#   eng/bench.sh networks [--peers]    training steps of LeNet-5 and Small
#   eng/bench.sh blocks [--peers]      forward and backward of blocks of ResNet-50 and MobileNetV2, and of LeNet-5
#   eng/bench.sh kernels               every convolution and dense layer of LeNet-5 and Small, each instruction set, one thread
#   eng/bench.sh algorithms            single convolutions by each algorithm, one thread: the figures of docs/convolution-algorithms.md
#   eng/bench.sh architectures         every built-in architecture, images a second in training and scoring: the table of docs/architectures.md
#   eng/bench.sh profile NETWORK       where the time of one training step goes
#
# --peers                   beside PyTorch, in alternating slices of one run; installs python3-torch (and OpenBLAS for it) if no Python has PyTorch
# --workloads A,B  --threads 1,2  --repeats N  --seconds S (a slice)  --set NAME (profile)  --output DIR
#
# CONVNET_PEER_PYTHON=FILE  the Python to look for PyTorch in first
# Tables go to standard output, results.json (networks), blocks.json and kernels.json to artifacts/bench.
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

say() { echo "$*" >&2; }

find_python() { # the first Python that has PyTorch
  local candidate
  for candidate in "${CONVNET_PEER_PYTHON:-}" python3 /usr/bin/python3; do
    if [ -n "$candidate" ] && "$candidate" -c 'import torch' 2> /dev/null; then
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

eng/restore.sh >&2
if $peers; then
  python=$(find_python)
  if [ -z "$python" ]; then
    install python3-torch
    python=$(find_python)
    [ -n "$python" ] || { say "eng/bench.sh: python3-torch is installed, but no Python can import torch."; exit 1; }
  fi
  # Debian's PyTorch takes the system's BLAS, and without OpenBLAS that is the reference one: more than ten times slower.
  if "$python" -c 'import sys, torch; sys.exit("BLAS_INFO=generic" not in torch.__config__.show())' \
    && ! { PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2> /dev/null || true; } | grep -q 'libopenblas\.so'; then
    install libopenblas0-pthread
  fi
  arguments+=(--peer "$python")
fi

say "Building $project ..."
mkdir -p "$output"
if ! dotnet build "$project" --configuration Release --verbosity quiet --tl:off > "$output/build.log" 2>&1; then
  cat "$output/build.log" >&2
  exit 1
fi
exec dotnet run --project "$project" --configuration Release --no-build -- "${arguments[@]}"
