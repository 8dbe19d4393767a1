#!/bin/sh
# Renders the application in the working directory and prepares it. Argo CD sets the variables (Config Management Plugins, build
# environment). A shell returns only the exit code of the last command of a pipe, so the rendered manifests go to a file first.
# -f: arguments for Helm are not patterns of file names.
set -euf
if [ ! -f prepare-contrast.yaml ]; then
  echo 'prepare-contrast.yaml is missing in the folder of the application' >&2
  exit 1
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

if [ -f kustomization.yaml ] || [ -f kustomization.yml ] || [ -f Kustomization ]; then
  kustomize build . > "$folder/rendered.yaml"
elif [ -f Chart.yaml ]; then
  case ${ARGOCD_ENV_HELM_ARGS:-} in
    *--post-renderer*)
      echo 'HELM_ARGS must not contain --post-renderer, which can run any program' >&2
      exit 1
      ;;
  esac
  # shellcheck disable=SC2086 # the variable holds several arguments
  helm template "$ARGOCD_APP_NAME" . --namespace "$ARGOCD_APP_NAMESPACE" --include-crds ${ARGOCD_ENV_HELM_ARGS:-} \
    > "$folder/rendered.yaml"
else
  # like Argo CD, ignore subfolders
  prepare-contrast files . --ignore '*/' --out - --config prepare-contrast.yaml --namespace "$ARGOCD_APP_NAMESPACE"
  exit
fi
prepare-contrast post-render --config prepare-contrast.yaml --namespace "$ARGOCD_APP_NAMESPACE" < "$folder/rendered.yaml"
