/** Why a live object is not as the files say. */
export type Cause =
  | 'edited'
  | 'applied'
  | 'rollback'
  | 'unprepared'
  | 'limit-range'
  | 'injector'
  | 'admission'
  | 'resized'
  | 'autoscaler'
  | 'debugged'
  | 'program'
  | 'revision'
  | 'unknown';

const REAPPLY =
  'apply the files again; to keep the change, make it in the manifests and run contrast generate first';

/** What to do, by cause. */
export const REMEDIES: Readonly<Record<Cause, string>> = {
  edited: REAPPLY,
  applied:
    'apply the files again, since another version of the manifests was applied; to keep that version, run contrast generate for it',
  rollback:
    'apply the files again; to go back to an earlier version, apply the files that contrast generate wrote for it, and set their manifest at the Coordinator',
  unprepared:
    'prepare the manifests, run contrast generate and apply its output; with Helm, use --post-renderer for every install and upgrade',
  'limit-range':
    'remove that default from the LimitRange, or set the limit in the manifests before contrast generate, and delete the pods',
  injector: 'disable the injection for these pods',
  admission:
    'exclude these pods or their namespace from it, or make its changes in the manifests before contrast generate; kubectl get mutatingwebhookconfigurations,mutatingadmissionpolicies -o yaml lists the candidates, and --live reads its output',
  resized:
    'delete the pods, so that they are created from the template; a confidential VM keeps its size, so set other limits in the manifests before contrast generate',
  autoscaler:
    'set updateMode: "Off" in the VerticalPodAutoscaler and delete the pods; set its recommendation in the manifests before contrast generate',
  debugged:
    'delete the pod; the policy allows no containers that were not prepared, so use the debug shell of Contrast',
  program: REAPPLY,
  revision: 'restart the pods: kubectl rollout restart, or delete them if the update strategy is OnDelete',
  unknown: 'list the objects with --show-managed-fields to see who changed them, and apply the files again',
};
