/** Names of files that are treated as manifests. */
export const MANIFEST = /\.(ya?ml|json)$/i;

/** Names that kustomize looks for, in its order. */
export const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
