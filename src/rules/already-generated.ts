import { GENERATED_ANNOTATIONS, generatedAnnotation } from '../contrast/generated-annotations.ts';
import { defineRule } from './rule.ts';

/** The engine reports fixes that such a pod needs as errors of this rule and never applies them. */
export const alreadyGenerated = defineRule({
  id: 'already-generated',
  summary: 'Do not change pods that `contrast generate` has processed.',
  rationale:
    'The policy that `contrast generate` writes into the pod covers every detail of it. Any later edit makes the running pod ' +
    'differ from its policy, so it does not start.',
  remedy:
    'Nothing is changed. If an edit is needed, prepare the manifest from before `contrast generate`, then run `contrast generate` again.',
  source: 'Contrast documentation, Generate annotations; annotations of Kata Containers',
  severity: 'info',
  appliesToNonContrast: true,
  triggers: { keys: GENERATED_ANNOTATIONS },

  *inspect({ podMetadataPath, annotations, podAnnotations }) {
    const annotation = generatedAnnotation(annotations);
    if (annotation === undefined) return;
    const holder = Object.hasOwn(podAnnotations, annotation) ? podMetadataPath : ['metadata'];
    yield {
      path: [...holder, 'annotations', annotation],
      message: `not changed, since the pod has a policy already (${annotation}): to change it, prepare the original manifest and run contrast generate again`,
    };
  },
});
