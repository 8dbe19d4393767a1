import { GENERATED_ANNOTATIONS, generatedAnnotation } from '../contrast/generated.ts';
import { defineRule } from '../rule.ts';

/** Where a change would be needed, the engine turns it into an error of this rule: no fix is ever made on such a pod. */
export const alreadyGenerated = defineRule({
  id: 'already-generated',
  summary: 'Leave pods alone that `contrast generate` has worked on.',
  rationale:
    'The policy that `contrast generate` writes into the pod fixes every detail of it. Any later edit makes the running pod ' +
    'differ from its policy, so it does not start.',
  remedy:
    'Nothing is changed. Where an edit would be needed, prepare the manifest as it was before `contrast generate`, then run that again.',
  source: 'Contrast documentation, Generate annotations; annotations of Kata Containers',
  severity: 'info',
  judgesForeign: true,
  wokenBy: { keys: GENERATED_ANNOTATIONS },

  *inspect({ podMetadataPath, annotations, podAnnotations }) {
    const annotation = generatedAnnotation(annotations);
    if (annotation === undefined) return;
    const holder = Object.hasOwn(podAnnotations, annotation) ? podMetadataPath : ['metadata'];
    yield {
      path: [...holder, 'annotations', annotation],
      message:
        'contrast generate has run on this pod, so nothing in it is changed: to change it, prepare the manifest from before and generate again',
    };
  },
});
