/**
 * What Contrast's patches of Kata change in what genpolicy parses, in the notation of structs.ts.
 * Source: Contrast source, packages/by-name/kata, "genpolicy: support ephemeral volume source" (2025-02, first seen on Kata 3.17.0) and
 * "genpolicy: support pod-level resource limits" (on Kata 3.31.0; Kata has the field itself from 3.32.0 on).
 */
export const PATCHED_STRUCTS: Readonly<Record<string, string>> = {
  EphemeralVolumeSource: 'volumeClaimTemplate!PersistentVolumeClaimTemplate',
  PersistentVolumeClaimTemplate: 'metadata:ObjectMeta spec!PersistentVolumeClaimSpec',
  PodSpec: 'resources:ResourceRequirements@3.31.0-3.31.0',
  Volume: 'ephemeral:EphemeralVolumeSource@3.15.0',
};
