/** Names of files that are taken for manifests. */
export const MANIFEST = /\.(ya?ml|json)$/i;

/** Names that kustomize looks for, in its order. */
export const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
