#!/bin/sh
# Renders the application in the working directory and prepares it. Argo CD sets the variables (Config Management Plugins, build
# environment). A shell gives the exit code of a pipe's last command alone, so what is rendered goes to a file first.
set -eu
if [ ! -f prepare-contrast.yaml ]; then
  echo 'prepare-contrast.yaml is missing in the folder of the application' >&2
  exit 1
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

if [ -f kustomization.yaml ] || [ -f kustomization.yml ] || [ -f Kustomization ]; then
  kustomize build . > "$folder/rendered.yaml"
elif [ -f Chart.yaml ]; then
  # shellcheck disable=SC2086 # the variable holds several arguments
  helm template "$ARGOCD_APP_NAME" . --namespace "$ARGOCD_APP_NAMESPACE" --include-crds ${ARGOCD_ENV_HELM_ARGS:-} \
    > "$folder/rendered.yaml"
else
  # as Argo CD reads a folder: what lies in folders below is none of the application
  prepare-contrast files . --ignore '*/' --out - --config prepare-contrast.yaml --namespace "$ARGOCD_APP_NAMESPACE"
  exit
fi
prepare-contrast post-render --config prepare-contrast.yaml --namespace "$ARGOCD_APP_NAMESPACE" < "$folder/rendered.yaml"
