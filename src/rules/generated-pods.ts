import { type HeldPods, isTemplateSpec, podsHeldBy } from '../kube/held-pods.ts';
import { isPodMaker } from '../kube/pod-makers.ts';
import { apiVersionOf, builtInKindLike, customWorkloads, isMisplaced } from '../kube/workload-kinds.ts';
import { defineRule, type Finding } from '../rule.ts';
import type { Path } from '../yaml/read.ts';

export const generatedPods = defineRule({
  id: 'generated-pods',
  summary: 'Name objects whose pods are not prepared.',
  rationale:
    'An operator makes the pods of a custom resource later, in the cluster. `contrast generate` cannot see them, and they run outside of a ' +
    'confidential VM. So do the pods of objects that another object holds, as the Template of OpenShift does.',
  remedy:
    'Use a built-in kind such as Deployment for what is to be confidential. Where something else than `contrast generate` makes the policy, name ' +
    'the path of the pod template in `workloads.paths`, each of several, or set the RuntimeClass and the limits in the fields that the operator ' +
    'offers. Prepare what an object holds before it goes into it.',
  source: 'Contrast documentation, Policies: supported workload kinds',
  severity: 'warning',
  wokenBy: { facts: ({ customWorkloads }) => customWorkloads.length > 0 },

  inspect({ resource, podSpecPath }, facts) {
    if (customWorkloads(resource, facts.customWorkloads).length === 0) return undefined;
    return [
      {
        path: podSpecPath,
        message: `contrast generate passes over objects of kind ${resource.kind}, so these pods get no policy from it and do not start as they are: use a built-in kind such as Deployment, or see to the policy in another way`,
      },
    ];
  },

  *inspectOther(resource, facts) {
    const { apiVersion, kind } = resource;
    const named = customWorkloads(resource, facts.customWorkloads).map(({ podTemplate }) => podTemplate);
    if (isMisplaced(apiVersion, kind)) {
      yield {
        path: ['apiVersion'],
        severity: 'error',
        currentValue: apiVersion,
        proposedValue: apiVersionOf(kind),
        message: `Kubernetes has no ${kind} in ${apiVersion}, so its pods are not prepared: write ${apiVersionOf(kind)}`,
      };
      return;
    }
    const all = resource.mentions?.('containers') === false ? [] : podsHeldBy(resource.root);
    const held = all.filter(({ path }) => !named.some((template) => isSame(path, [...template, 'spec'])));
    const meant = held.length > 0 ? builtInKindLike(apiVersion, kind) : undefined;
    if (meant !== undefined) {
      yield {
        path: ['kind'],
        severity: 'error',
        currentValue: kind,
        proposedValue: meant,
        message: `Kubernetes has no ${kind} in ${apiVersion}, so its pods are not prepared: did you mean ${meant}?`,
      };
      return;
    }
    for (const pods of held) yield notPrepared(pods, resource);
    if (all.length + named.length === 0 && isPodMaker(apiVersion, kind)) {
      yield {
        path: [],
        severity: 'info',
        message:
          'its operator makes pods in the cluster that are not prepared and run outside of confidential VMs: ' +
          'use a built-in kind such as Deployment for what is to be confidential',
      };
    }
  },
});

function notPrepared({ path, kind: inner }: HeldPods, { apiVersion, kind }: Type): Finding {
  if (inner !== undefined) {
    return {
      path,
      message: `holds a ${inner} that is not prepared: prepare it as an object of its own, before it goes into the ${kind}`,
    };
  }
  const missing = kind === '' ? 'kind' : apiVersion === '' ? 'apiVersion' : undefined;
  if (missing) {
    const message = `holds pods that are not prepared: the object has no ${missing}, so nothing tells what it is`;
    return { path, message };
  }
  const podTemplate = apiVersion.includes('/') ? nameOf(path) : undefined;
  const where = isTemplateSpec(path) ? 'here' : 'in the fields that its operator or chart offers';
  const what =
    podTemplate === undefined
      ? `pods that are not prepared and that workloads.paths cannot name: set the RuntimeClass and the limits ${where}`
      : 'a pod template that is not prepared: use a built-in kind such as Deployment, for which contrast generate writes a policy, ' +
        `or add {apiVersion: ${apiVersion}, kind: ${kind}, podTemplate: ${podTemplate}} to workloads.paths where something else does`;
  return { path, message: `holds ${what}` };
}

type Type = { apiVersion: string; kind: string };

/** The pod template of a PodSpec by its keys, as `workloads.paths` names it; undefined where it cannot. */
function nameOf(podSpec: Path): string | undefined {
  const keys = podSpec.slice(0, -1);
  const isNamed = keys.length > 0 && podSpec.at(-1) === 'spec';
  return isNamed && keys.every((key) => /^[A-Za-z][\w-]*$/.test(`${key}`)) ? keys.join('.') : undefined;
}

function isSame(left: Path, right: Path): boolean {
  return left.length === right.length && left.every((key, index) => key === right[index]);
}
