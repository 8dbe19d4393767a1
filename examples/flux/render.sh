#!/bin/sh
# Renders a chart or a kustomization, prepares it and checks the result: render.sh SOURCE FOLDER
# RELEASE and NAMESPACE name the release. GENERATE_DIR is optional: the folder in which `contrast generate` keeps its files.
set -eu
source=$1
folder=$2
here=$(dirname "$0")
release=${RELEASE:-ferry}
namespace=${NAMESPACE:-ferry-shop}

# No pipes: the shell returns only the exit code of the last command of a pipe.
mkdir -p "$folder"
unprepared=$(mktemp)
trap 'rm -f "$unprepared"' EXIT
if [ -f "$source/Chart.yaml" ]; then
  helm template "$release" "$source" --namespace "$namespace" > "$unprepared"
else
  kustomize build "$source" > "$unprepared"
fi

set -- --config "$here/prepare-contrast.yaml" --namespace "$namespace" --report-file "$folder.report.txt"
if [ -n "${GENERATE_DIR:-}" ]; then
  set -- "$@" --generate --generate-dir "$GENERATE_DIR" -- --reference-values Metal-QEMU-SNP
fi
prepare-contrast post-render "$@" < "$unprepared" > "$folder/manifests.yaml"
# The gate: fails if anything is not prepared, whatever the steps above did.
prepare-contrast check "$folder/manifests.yaml" --config "$here/prepare-contrast.yaml" --namespace "$namespace"
