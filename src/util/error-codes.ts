/** Codes of the errors about one subject, each with its meaning. */
export interface ErrorArea {
  title: string;
  codes: Record<string, string>;
}

/**
 * All codes of errors: of those that end a run, of files that are left out, and of results that reject an object. Messages may change
 * between releases, codes do not. `npm run docs` writes them to docs/errors.md.
 */
export const ERROR_AREAS = [
  {
    title: 'Input',
    codes: {
      'input-empty': 'The input has no content, or nothing is piped into the program.',
      'input-not-utf8': 'The input is not valid UTF-8, and not UTF-16 with a byte order mark.',
      'input-control-character':
        'The input contains a control character that YAML forbids; it is probably not a text file.',
      'input-too-large': 'The input is longer than the longest string that the JavaScript engine supports.',
      'yaml-syntax': 'The input is not valid YAML.',
      'yaml-ambiguous':
        'YAML parsers read a part of the input differently, so a cluster could see another object than this program.',
      'yaml-alias':
        'An alias has no anchor, contains itself, expands to too many values, or is an object of a list.',
      'yaml-too-deep': 'The YAML is nested too deeply.',
      'yaml-several-documents': 'The input has several documents where only one is allowed.',
      'template-not-rendered':
        'The input is not valid and looks like a template, such as that of a Helm chart, that was not rendered.',
      'duplicate-entry': 'A map has the same key twice, and parsers disagree on which value wins.',
      'not-an-object': 'A document or a list item is not a Kubernetes object.',
      'type-invalid': 'The `kind` or `apiVersion` of an object cannot be that of a Kubernetes object.',
      'list-invalid': '`items` is not a list, or is in an object that kubectl would read as a list.',
      'resource-list-invalid': 'A ResourceList does not follow the KRM Functions Specification.',
    },
  },
  {
    title: 'Objects',
    codes: {
      'pod-spec-missing': 'A workload has no pod spec at the expected path.',
      'containers-missing': 'A pod spec has no containers.',
      'pod-spec-invalid': 'A list in a pod spec, or one of its items, has the wrong type.',
      'annotation-unknown':
        'An annotation of prepare-contrast, or a rule or container in it, does not exist.',
      'annotation-invalid': 'An annotation of prepare-contrast has an invalid value.',
      'annotation-misplaced':
        'An annotation of prepare-contrast is not on the pod, where it would have an effect.',
      'annotation-without-effect':
        'A container has a lower limit than the annotation, which only adds missing limits.',
      'annotation-reinterpreted': 'An annotation has the old name of a platform, or one of a newer release.',
    },
  },
  {
    title: 'Configuration',
    codes: {
      'config-type': 'The configuration is not a supported object, or is of a newer version.',
      'config-unknown-name': 'A setting, a rule or an environment variable does not exist.',
      'config-invalid-value': 'A setting has an invalid value.',
      'config-missing-value': 'A required setting is missing, or a setting has no value.',
      'config-unknown-platform': 'The Contrast release does not have the platform.',
      'config-conflict': 'A setting or the configuration is given twice.',
      'config-ignored': 'A configuration among the manifests is not used.',
      'sizes-file-invalid': 'A file with sizes of images has the wrong format.',
      'sizes-file-missing': 'A file with sizes of images does not exist, or must not be opened.',
      'usage-file-invalid': 'A file with measured memory has the wrong format.',
      'usage-file-missing': 'A file with measured memory must not be opened.',
    },
  },
  {
    title: 'Usage',
    codes: {
      'usage-unknown-command': 'The command does not exist.',
      'usage-unknown-flag': 'The flag does not exist, or is not valid for the command.',
      'usage-unknown-name':
        'A rule, error code, format, host, shell or action on the command line does not exist.',
      'usage-invalid-value': 'A flag or an argument has an invalid value.',
      'usage-missing-argument': 'A required flag, argument or value is missing.',
      'usage-unexpected-argument': 'The command accepts fewer arguments, or other ones.',
      'usage-conflict': 'Two flags or arguments exclude each other.',
    },
  },
  {
    title: 'Files',
    codes: {
      'file-unreadable': 'A file or folder cannot be read.',
      'file-unwritable': 'A file or folder cannot be written.',
      'file-link': 'A symbolic link leads out of the files of the run, or to nothing.',
      'file-type': 'A path is not a file, folder or symbolic link.',
      'file-not-rendered': 'A folder is a Helm chart or a kustomization, which has to be rendered first.',
      'file-not-manifest': 'A file contains something other than a stream of Kubernetes objects.',
      'own-file-content': 'A file to update has content that would be lost.',
      'file-collision': 'Two files of a run have the same destination, or a file is given twice.',
      'no-manifests': 'No manifest was found in the given paths.',
      'output-folder-invalid':
        'The output folder overlaps with the input or contains other files, so that writing to it is not safe.',
      'output-folder-locked': 'Another run writes to the output folder.',
      'report-target-invalid': 'The report would overwrite a file that is not a report.',
    },
  },
  {
    title: '`init` and `policy`',
    codes: {
      'init-wrong-folder': 'The folder is not the one that the host builds.',
      'init-not-possible': 'A file of the host cannot be edited automatically.',
      'policy-empty': 'The configuration leaves nothing for the admission policy to reject.',
    },
  },
  {
    title: '`contrast generate`',
    codes: {
      'contrast-not-found': 'The program `contrast` cannot be run.',
      'contrast-failed': '`contrast generate` ended with an error.',
      'contrast-stopped': 'The run was stopped before `contrast generate` was complete.',
      'generate-input': '`contrast generate` does not read the input in this form.',
      'generate-folder':
        'The folder for the files of `contrast generate` overlaps with the input or the output.',
      'generate-output': 'The output of `contrast generate` is not complete or cannot be read.',
    },
  },
  {
    title: 'Sizes of images',
    codes: {
      'image-reference-invalid': 'The reference of an image is not valid.',
      'registry-not-listed': 'The image is in a registry that `--registry` does not list.',
      'image-not-found': 'The registry or archive does not have the image or a part of it.',
      'image-platform-missing': 'The image does not exist for the requested platform.',
      'image-manifest-invalid':
        'The manifest or configuration of an image is invalid or of an unsupported format.',
      'image-digest-mismatch': 'A registry or archive has other content than its digest says.',
      'image-layer-unreadable': 'A layer is damaged, or larger than the limit.',
      'image-without-digest': 'The archive stores no digest of the image, so its entry cannot be checked.',
      'images-missing': 'The manifests contain no pod with an image.',
      'archive-invalid': 'An archive is damaged, or of an unsupported format.',
      'archive-ambiguous': 'An archive does not determine which image is meant.',
      'sizes-file-platform': 'A file with sizes is for another platform of images.',
    },
  },
  {
    title: 'Measured memory',
    codes: {
      'workloads-missing': 'The manifests contain no object with pods whose containers can be measured.',
      'measurement-missing': 'The source of measured memory has no data for the workloads.',
      'measurement-ambiguous': 'It is not clear which figures belong to a workload.',
      'measurement-invalid': 'A file with measured memory of another tool does not have the expected form.',
    },
  },
  {
    title: 'Registries and monitoring servers',
    codes: {
      'server-unreachable': 'The connection to a server failed.',
      'server-timeout': 'A server did not respond, or stopped sending data.',
      'server-tls': 'A server does not support TLS, or its certificate is not trusted.',
      'server-proxy': 'The proxy in HTTPS_PROXY or HTTP_PROXY is not valid, or refused the connection.',
      'server-credentials': 'Credentials are missing, cannot be read, or were rejected.',
      'server-response': 'A server responded with an error or in an unexpected way.',
    },
  },
  {
    title: 'Program',
    codes: {
      'program-incomplete': 'A file of the program is missing or damaged.',
    },
  },
] as const satisfies readonly ErrorArea[];

type Codes<Area> = Area extends { codes: infer Meanings } ? keyof Meanings : never;

/** The code of an error: stable, in contrast to its message. */
export type ErrorCode = Codes<(typeof ERROR_AREAS)[number]>;

const MEANINGS: ReadonlyMap<string, string> = new Map(
  ERROR_AREAS.flatMap(({ codes }) => Object.entries<string>(codes)),
);

export const errorCodes: readonly string[] = [...MEANINGS.keys()];

/** Returns what a code means; undefined if it is not one. */
export function meaningOf(code: string): string | undefined {
  return MEANINGS.get(code);
}
