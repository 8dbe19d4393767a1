import { INJECTED_CONTAINERS } from '../../contrast/confidential-workload.ts';
import { CONTRAST_IMAGES } from '../../contrast/contrast-images.ts';
import { findPlatform, gpuVariant, platformNamed, platforms } from '../../contrast/platforms.ts';
import { isCertainly } from '../../contrast/releases.ts';
import {
  IMAGE_STORE_DEVICE,
  IMAGE_STORE_VOLUME,
  SECRETS_PATH,
  SECRETS_VOLUME,
  SECURE_PV_DEVICE,
} from '../../contrast/reserved-names.ts';
import { GPU_PREFIX } from '../../kubernetes/gpu.ts';
import { VISIBLE_DEVICES } from '../../rules/gpu-resource.ts';
import { SIZING_ANNOTATION } from '../../rules/kata-annotations.ts';
import { anyOf, celText, celTexts } from '../cel.ts';
import { chosenPlatforms } from '../config-variables.ts';
import type { GuardCheck } from './check.ts';

/** Classes of Contrast that the platform of the pod does not have; what runs outside of confidential VMs is rejected before. */
export const runtimeClassName: GuardCheck = {
  rule: 'runtime-class-name',
  where:
    'its RuntimeClass is misspelled, or belongs to a platform that Contrast removed or that is not configured',
  refusal({ config, fails }) {
    if (!fails({ fixed: false })) return undefined;
    const conditions = chosenPlatforms(config)
      .map((name) => platformNamed(name)!)
      .filter(({ tee }) => tee !== 'none')
      .map((platform) => {
        const { version } = config.settings.release;
        const own = 'error' in findPlatform(platform.name, version) ? undefined : version;
        const classesOf = (list: typeof platforms) => list.map(({ runtimeClass }) => runtimeClass).join('|');
        const unreleased = platforms.filter(
          ({ tee, name }) => tee !== 'none' && 'error' in findPlatform(name, own),
        );
        const variant = gpuVariant(platform);
        const others = platforms.filter(
          ({ tee, name }) => tee !== 'none' && name !== platform.name && name !== variant?.name,
        );
        const matches = (pattern: string) => `variables.className.matches(${celText(pattern)})`;
        const isWrong = anyOf([
          ...(unreleased.length > 0 ? [matches(`^(${classesOf(unreleased)})$`)] : []),
          matches(`^(${classesOf(others)})-[0-9a-f]{8}$`),
          ...(variant ? [`(!variables.usesGpu && ${matches(`^${variant.runtimeClass}-[0-9a-f]{8}$`)})`] : []),
        ]);
        return `(variables.platform == ${celText(platform.name)} && ${isWrong})`;
      });
    if (conditions.length === 0) return undefined;
    return {
      problem: 'this RuntimeClass is not of the configured platform and release',
      culprits: {
        name: 'foreignPlatform',
        expression: `${anyOf(conditions)} ? [variables.className] : []`,
      },
    };
  },
};

/** GPU resources of the host's own device plugin, which no VM gets. */
const HOST_GPU = `^${GPU_PREFIX.replace('.', '\\.')}(gpu(\\.shared)?$|mig-)`;

/** CEL: whether container c has a GPU resource k for which a condition holds. */
function asksFor(condition: string): string {
  return `(has(c.resources) && has(c.resources.limits) && c.resources.limits.exists(k, ${condition}
    && quantity(c.resources.limits[k]).compareTo(quantity('0')) != 0))`;
}

export const gpuResource: GuardCheck = {
  rule: 'gpu-resource',
  where: `a container asks for \`nvidia.com/gpu\`, or has a GPU without \`${VISIBLE_DEVICES}=all\` where the release requires the variable; with \`--strict\` also if it asks for a shared GPU or a slice of one`,
  refusal({ config, fails }) {
    const strictly = fails({ fixed: false, severity: 'warning' });
    const wrong = strictly
      ? asksFor(`k.matches(${celText(HOST_GPU)})`)
      : fails({ fixed: false })
        ? asksFor(`k == ${celText(`${GPU_PREFIX}gpu`)}`)
        : undefined;
    const seesAll = `(has(c.env) ? [c.env.filter(e, e.name == ${celText(VISIBLE_DEVICES)}).map(e, has(e.value) ? e.value : '')] : [])
    .exists(values, size(values) > 0 && values[size(values) - 1] == 'all')`;
    const isRequired = config.settings.release.fact('gpuVariable').value === 'required';
    const hidden = isRequired && fails({ fixed: true }) ? `users.filter(c, !${seesAll})` : '[]';
    // Of several containers with GPUs each would see those of all.
    const shared = strictly ? `users.filter(c, ${isRequired ? '!' : ''}${seesAll})` : '[]';
    const passedOn = asksFor(`k.startsWith(${celText(GPU_PREFIX)}) && !k.matches(${celText(HOST_GPU)})`);
    const names = [
      ...(wrong ? [`variables.containers.filter(c, ${wrong}).map(c, c.name)`] : []),
      ...(hidden !== '[]' || shared !== '[]'
        ? [
            `[variables.containers.filter(c, ${passedOn})].map(users, size(users) == 1 ? ${hidden} : ${shared})[0].map(c, c.name)`,
          ]
        : []),
    ];
    if (names.length === 0) return undefined;
    return {
      problem: `these containers ask for a GPU that no VM gets, or do not see theirs as ${VISIBLE_DEVICES} says`,
      culprits: {
        name: 'wrongGpu',
        expression: names.join('\n+ '),
      },
    };
  },
};

/** `contrast generate` writes such an annotation itself for some releases. */
export const kataAnnotations: GuardCheck = {
  rule: 'kata-annotations',
  where: 'an annotation of Kata sizes the VM, unless `contrast generate` has written it',
  refusal({ config, fails }) {
    const isRefused = config.settings.release.fact('sizingAnnotations').value === 'rejected';
    if (!fails({ fixed: false, ...(isRefused ? {} : { severity: 'warning' }) })) return undefined;
    return {
      problem: 'these annotations size the VM, which Contrast does not allow',
      culprits: {
        name: 'sizingAnnotations',
        expression: `variables.generated ? []
: variables.annotations.filter(k, k.matches(${celText(SIZING_ANNOTATION.source)}))`,
      },
    };
  },
};

/** A sidecar with a device at the path of the image store brings its own store. */
export const reservedNames: GuardCheck = {
  rule: 'reserved-names',
  where: 'a container, volume, mount or device has a name or path that Contrast uses for itself',
  refusal({ fails }) {
    if (!fails({ fixed: false })) return undefined;
    const names = celTexts([...INJECTED_CONTAINERS]);
    const at = (...paths: string[]) => celText(`^(${paths.join('|')})/*$`);
    const mainNames = `variables.spec.containers.map(c, c.name)`;
    const allNames = 'variables.containers.map(c, c.name)';
    const judgedNames = fails({ fixed: false, severity: 'warning' }) ? allNames : mainNames;
    return {
      problem: 'these have names or paths that Contrast uses for itself',
      culprits: {
        name: 'reserved',
        expression: `(variables.generated ? [] : ${judgedNames}.filter(n, n in ${names}))
+ variables.volumes.filter(v, (v.name == ${celText(SECRETS_VOLUME)} && !has(v.emptyDir))
  || (v.name == ${celText(IMAGE_STORE_VOLUME)} && !has(v.ephemeral))).map(v, v.name)
+ variables.containers.filter(c, (has(c.volumeMounts) && c.volumeMounts.exists(m,
    (m.mountPath.matches(${at(SECRETS_PATH)}) && m.name != ${celText(SECRETS_VOLUME)})
    || m.mountPath.matches(${at(SECURE_PV_DEVICE, IMAGE_STORE_DEVICE)})))
  || (has(c.volumeDevices) && c.volumeDevices.exists(d, (d.devicePath.matches(${at(SECRETS_PATH)}) && d.name != ${celText(SECRETS_VOLUME)})
    || d.devicePath.matches(${at(SECURE_PV_DEVICE)})
    || (d.devicePath.matches(${at(IMAGE_STORE_DEVICE)}) && !(has(c.restartPolicy) && c.restartPolicy == 'Always'))))).map(c, c.name)`,
      },
    };
  },
};

const HOST_NAMESPACES = ['hostNetwork', 'hostPID', 'hostIPC'];

export const hostNamespaces: GuardCheck = {
  rule: 'host-namespaces',
  where: 'it uses the network, processes or shared memory of the host',
  refusal({ fails }) {
    if (!fails({ fixed: false })) return undefined;
    return {
      problem: 'these fields request something that a VM does not share with its host',
      culprits: {
        name: 'sharedNamespaces',
        expression: HOST_NAMESPACES.map(
          (field) => `(has(variables.spec.${field}) && variables.spec.${field} ? ['${field}'] : [])`,
        ).join(' + '),
      },
    };
  },
};

export const lifecycleHook: GuardCheck = {
  rule: 'lifecycle-hook',
  where: 'a lifecycle hook is not `exec`',
  refusal({ fails }) {
    if (!fails({ fixed: false })) return undefined;
    const isOther = (hook: string) =>
      `(has(c.lifecycle.${hook}) && (has(c.lifecycle.${hook}.httpGet) || has(c.lifecycle.${hook}.tcpSocket) || has(c.lifecycle.${hook}.sleep)))`;
    return {
      problem: 'these containers have lifecycle hooks other than exec, on which contrast generate aborts',
      culprits: {
        name: 'otherHooks',
        expression: `variables.containers.filter(c, has(c.lifecycle)
  && ${anyOf(['postStart', 'preStop'].map(isOther))}).map(c, c.name)`,
      },
    };
  },
};

/**
 * All containers, or the regular ones alone, on whose images `contrast generate` aborts for certain. Ephemeral containers, which are used for
 * debugging, rarely have a digest.
 */
export const imageDigest: GuardCheck = {
  rule: 'image-digest',
  where:
    'an image of a regular container has no digest, in releases that certainly reject it; with `rules: {image-digest: error}` or `--strict` any image, also of ephemeral containers',
  refusal({ config, fails }) {
    const isRejected = isCertainly(config.settings.release.fact('imageDigests'), 'required');
    const all = fails({ fixed: false });
    if (!all && !(isRejected && fails({ fixed: false, severity: 'error' }))) return undefined;
    const pairs = (list: string) => `${list}.map(c, [c.name, c.image])`;
    const judged = all
      ? `(${pairs('variables.containers')}
  + ${pairs('variables.ephemeralContainers')})`
      : pairs('variables.spec.containers');
    return {
      problem: 'these containers name their image without a digest',
      culprits: {
        name: 'withoutDigest',
        expression: `${judged}
.filter(c, !c[1].matches('@sha256:[0-9a-f]{64}$') && !c[1].startsWith(${celText(CONTRAST_IMAGES)})).map(c, c[0])`,
      },
    };
  },
};
