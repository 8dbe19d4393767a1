import { type EmbeddedPods, embeddedPods, isTemplateSpec } from '../kubernetes/embedded-pods.ts';
import { memoPerInput } from '../kubernetes/input/memo.ts';
import { groupOf, type ObjectType } from '../kubernetes/kinds/kind.ts';
import {
  apiVersionOf,
  createsPods,
  isMisplaced,
  knownKinds,
  nativeKindLike,
  workloadKindNames,
} from '../kubernetes/kinds/lookup.ts';
import { once } from '../util/once.ts';
import type { Path } from '../yaml/access.ts';
import { defineRule, type Finding } from './rule.ts';

/** Names of the kinds in the table for whose pods `contrast generate` writes no policy. */
const withoutPolicy = once(() =>
  knownKinds()
    .filter(({ facts }) => facts.pods === 'template' && facts.acceptedSince === undefined)
    .map(({ kind }) => kind),
);

/** Kinds of unknown types whose objects were reported, since they contain pods. */
export const kindsWithPods = memoPerInput(() => new Set<string>());

export const generatedPods = defineRule({
  id: 'generated-pods',
  summary: 'Report objects whose pods are not prepared.',
  rationale:
    'An operator creates the pods of a custom resource later, in the cluster. `contrast generate` cannot see them, and they run outside of a ' +
    'confidential VM. The same applies to objects inside other objects, such as a Template of OpenShift. `check` fails on such objects.',
  remedy:
    'Use a built-in kind such as Deployment for confidential workloads. Accept pods that run outside of confidential VMs with a matcher in ' +
    '`workloads.exclude`, by kind, name or namespace. If something other than `contrast generate` writes the policy, list the path of each ' +
    'pod template in `workloads.paths`, or set the RuntimeClass and the limits in the fields of the operator. Prepare objects before embedding ' +
    'them in another object. `workloads.kinds` says whether the operator of an unknown kind creates pods.',
  source: 'Contrast documentation, Policies: supported workload kinds; documentation of the operators',
  severity: 'warning',
  triggers: { facts: [({ kinds }) => kinds.hasConfigured, ({ holds }) => withoutPolicy().some(holds)] },

  inspect({ resource, podSpecPath }, { kinds }) {
    if (kinds.isAccepted(resource) || !createsPods(resource)) return undefined;
    const { apiVersion, kind } = resource;
    const problem = `contrast generate ignores objects of kind ${kind}, so these pods get no policy and do not start`;
    if (kinds.isConfigured(resource))
      return [{ path: podSpecPath, severity: 'info', message: `${problem} until something else adds it` }];
    const template = podSpecPath.slice(0, -1).join('.');
    return [
      {
        path: podSpecPath,
        message:
          `${problem}; use a built-in kind such as Deployment, or, if something else writes the policy, add ` +
          `{apiVersion: ${apiVersion}, kind: ${kind}, podTemplate: ${template}} to workloads.paths`,
      },
    ];
  },

  *inspectOther(resource, facts, exemption) {
    const { apiVersion, kind } = resource;
    const { kinds } = facts;
    const known = kinds.of(resource);
    if (known?.pods === 'none' && !known.affectsPods) return;
    if (isMisplaced(resource)) {
      yield {
        path: ['apiVersion'],
        severity: 'error',
        currentValue: apiVersion,
        proposedValue: apiVersionOf(kind),
        message: `Kubernetes has no ${kind} in ${apiVersion}, so its pods are not prepared; use ${apiVersionOf(kind)}`,
      };
      return;
    }
    const named = kinds.configuredTemplates(resource);
    const all = resource.mentions?.('containers') === false ? [] : embeddedPods(resource.root);
    const embedded = all.filter(({ path }) => !named.some((template) => isSame(path, [...template, 'spec'])));
    const meant = embedded.length > 0 ? nativeKindLike(resource) : undefined;
    if (meant !== undefined) {
      yield {
        path: ['kind'],
        severity: 'error',
        currentValue: kind,
        proposedValue: meant,
        message: `Kubernetes has no ${kind} in ${apiVersion}, so its pods are not prepared; did you mean ${meant}?`,
      };
      return;
    }
    const isOperated = known?.pods === 'operator' && all.length + named.length === 0;
    if (embedded.length === 0 && !isOperated) return;
    if (!known) kindsWithPods(facts).add(kind);
    const accepted = exemption();
    if (accepted?.by === 'user') {
      const message = `its pods are not prepared, so they run outside of a confidential VM: ${accepted.reason}`;
      yield { path: [], severity: 'info', message };
      return;
    }
    const doubt = accepted?.by === 'unclear' ? `. ${accepted.reason}` : '';
    for (const pods of embedded) {
      const finding = notPrepared(pods, resource);
      yield { ...finding, message: finding.message + doubt };
    }
    if (isOperated) {
      yield {
        path: [],
        message:
          'its operator creates pods that are not prepared and run outside of confidential VMs; use a built-in kind such as ' +
          `Deployment for confidential workloads, or accept this by ${matcherFor(resource)} in workloads.exclude${doubt}`,
      };
    }
  },
});

function notPrepared({ path, kind: inner }: EmbeddedPods, { apiVersion, kind }: ObjectType): Finding {
  if (inner !== undefined) {
    return {
      path,
      message:
        `contains a ${inner} that is not prepared; prepare it as a separate object before embedding it in the ${kind}, ` +
        `or accept this by ${matcherFor({ apiVersion, kind })} in workloads.exclude`,
    };
  }
  const missing = kind === '' ? 'kind' : apiVersion === '' ? 'apiVersion' : undefined;
  if (missing) {
    const message = `contains pods that are not prepared, since the object has no ${missing}; add it`;
    return { path, message };
  }
  const podTemplate = apiVersion.includes('/') ? nameOf(path) : undefined;
  const where = isTemplateSpec(path) ? 'here' : 'in the fields of its operator or chart';
  const what =
    podTemplate === undefined
      ? `pods that are not prepared and that workloads.paths cannot refer to; set the RuntimeClass and the limits ${where}, `
      : 'a pod template that is not prepared; use a built-in kind such as Deployment, for which contrast generate writes a policy, ' +
        `or, if something else does, add {apiVersion: ${apiVersion}, kind: ${kind}, podTemplate: ${podTemplate}} to workloads.paths, `;
  return {
    path,
    message: `contains ${what}or accept this by ${matcherFor({ apiVersion, kind })} in workloads.exclude`,
  };
}

/** A matcher that names the kind, and the group if a kind of Kubernetes has the same name. */
function matcherFor({ apiVersion, kind }: ObjectType): string {
  const isShared = workloadKindNames().includes(kind);
  return isShared ? `{apiVersion: ${groupOf(apiVersion)}/*, kind: ${kind}}` : `{kind: ${kind}}`;
}

/** Returns the path of the pod template of a PodSpec as `workloads.paths` writes it; undefined if it cannot. */
function nameOf(podSpec: Path): string | undefined {
  const keys = podSpec.slice(0, -1);
  const isNamed = keys.length > 0 && podSpec.at(-1) === 'spec';
  return isNamed && keys.every((key) => /^[A-Za-z][\w-]*$/.test(`${key}`)) ? keys.join('.') : undefined;
}

function isSame(left: Path, right: Path): boolean {
  return left.length === right.length && left.every((key, index) => key === right[index]);
}
