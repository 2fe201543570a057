#!/usr/bin/env bash
# Sets this machine up: finds out whether the real ML.NET packages can be restored, remembers the answer in the git-ignored
# MLNet.local.props (which plain dotnet commands and IDEs follow), and installs the few system packages that are needed.
#
#   eng/restore.sh            asks once, then remembers
#   eng/restore.sh --probe    asks again
#
# CONVNET_MLNET_PACKAGES=DIR   a folder with the packages Microsoft.ML and Microsoft.ML.ImageAnalytics (and what they depend on),
#                              used in addition to the machine's own package sources. Changing it asks again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

die() { echo "eng/restore.sh: $*" >&2; exit 1; }

probe=false
for argument in "$@"; do
  case "$argument" in
    --probe) probe=true ;;
    -h|--help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) echo "eng/restore.sh: unknown option '$argument' (try --help)" >&2; exit 2 ;;
  esac
done

command -v dotnet > /dev/null || die "the .NET SDK is missing: install the version that global.json names (https://dot.net) and run this again."

packages=${CONVNET_MLNET_PACKAGES:-}
if [ -n "$packages" ]; then
  [ -d "$packages" ] || die "CONVNET_MLNET_PACKAGES is '$packages', which is not a folder."
  packages=$(cd "$packages" && pwd)
fi
version=$(sed -n 's:.*<MLNetVersion>\(.*\)</MLNetVersion>.*:\1:p' Directory.Packages.props)
[ -n "$version" ] || die "Directory.Packages.props does not say MLNetVersion."
answer_file=MLNet.local.props
question="asked: Microsoft.ML $version, additional folder '$packages'"

# Tries to restore the two packages in a scratch project outside of the repository; prints nothing, or the first error.
try_restore() {
  local folder reason=
  folder=$(mktemp -d)
  cat > "$folder/Probe.csproj" <<EOF
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <RestoreAdditionalProjectSources>$packages</RestoreAdditionalProjectSources>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.ML" Version="$version" />
    <PackageReference Include="Microsoft.ML.ImageAnalytics" Version="$version" />
  </ItemGroup>
</Project>
EOF
  if ! timeout 300 dotnet restore "$folder/Probe.csproj" > "$folder/log" 2>&1; then
    reason=$(sed -n 's/.*error \(NU[0-9]*: .*\)/\1/p' "$folder/log" | head -n 1)
    [ -n "$reason" ] || reason=$(grep -v '^ *$' "$folder/log" | tail -n 1)
    [ -n "$reason" ] || reason="dotnet restore did not end within 300 seconds"
  fi
  rm -rf "$folder"
  printf '%s' "$reason"
}

escape() { sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g' -e 's/--/- -/g'; }

write_answer() { # mode, why
  local temporary
  temporary=$(mktemp "$answer_file.XXXXXX")
  {
    echo "<Project>"
    echo "  <!-- Written by eng/restore.sh, which reads it again; eng/restore.sh with its option probe asks anew. -->"
    echo "  <!-- $(printf '%s' "$question" | escape) -->"
    echo "  <!-- why: $(printf '%s' "$2" | escape) -->"
    echo "  <PropertyGroup>"
    echo "    <MLNet>$1</MLNet>"
    [ -z "$packages" ] || echo "    <RestoreAdditionalProjectSources>$(printf '%s' "$packages" | escape)</RestoreAdditionalProjectSources>"
    echo "  </PropertyGroup>"
    echo "</Project>"
  } > "$temporary"
  chmod 644 "$temporary"
  mv "$temporary" "$answer_file"
}

remembered=
if ! $probe && [ -f "$answer_file" ] && grep -qF -- "$(printf '%s' "$question" | escape)" "$answer_file"; then
  mode=$(sed -n 's:.*<MLNet>\(.*\)</MLNet>.*:\1:p' "$answer_file")
  why=$(sed -n 's:.*<!-- why\: \(.*\) -->.*:\1:p' "$answer_file")
  remembered=" [remembered; eng/restore.sh --probe asks again]"
else
  echo "ML.NET: asking the package sources for Microsoft.ML $version ..."
  reason=$(try_restore)
  if [ -z "$reason" ]; then
    mode=nuget
    why="Microsoft.ML and Microsoft.ML.ImageAnalytics $version restore${packages:+ with $packages}"
  elif [ -n "$packages" ]; then
    die "CONVNET_MLNET_PACKAGES is $packages, but with it the packages do not restore: $reason"
  else
    mode=offline
    why="$reason"
  fi
  write_answer "$mode" "$why"
fi

case "$mode" in
  nuget) echo "ML.NET: the real packages, because $why$remembered" ;;
  offline) echo "ML.NET: the offline subset in eng/Microsoft.ML.Offline, because the packages do not restore ($why)$remembered" ;;
  *) die "$answer_file says MLNet '$mode'; delete it and run this again." ;;
esac

# System packages. The offline subset decodes and resamples pictures with libgd; the real packages bring their own native code.
missing=()
if [ "$mode" = offline ] && ! { PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2> /dev/null || true; } | grep -q 'libgd\.so\.3'; then
  missing+=(libgd3)
fi

if [ ${#missing[@]} -gt 0 ]; then
  command -v apt-get > /dev/null || die "please install ${missing[*]} (libgd 2, the shared library libgd.so.3); there is no apt-get here to do it."
  if [ "$(id -u)" -eq 0 ]; then
    as_root=()
  elif command -v sudo > /dev/null; then
    as_root=(sudo)
  else
    die "please run as root: apt-get install ${missing[*]}"
  fi
  install_missing() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null; }
  echo "System packages: installing ${missing[*]} ..."
  if ! install_missing 2> /dev/null; then
    "${as_root[@]}" apt-get update -qq || die "apt-get update failed; install ${missing[*]} by hand and run this again."
    install_missing || die "could not install ${missing[*]}; install it by hand and run this again."
  fi
fi
