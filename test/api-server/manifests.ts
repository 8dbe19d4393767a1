import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, loadAll, mergeTag } from 'js-yaml';
import { boundariesOf } from '../../src/yaml/document-boundaries.ts';
import type { Answer, ApiObject, Client } from './client.ts';

/** An object of a stream, as the text that users would apply. */
export interface Manifest {
  object: ApiObject;
  text: string;
}

const SCHEMA = CORE_SCHEMA.withTags(mergeTag);

/** The objects of a stream in their order; those of Lists one by one. */
export function manifestsIn(stream: string): Manifest[] {
  return boundariesOf(stream).flatMap(({ start, end }) => {
    const text = stream.slice(start, end);
    const [object] = loadAll(text, null, { schema: SCHEMA, json: true }) as (ApiObject | null)[];
    if (!object) return [];
    if (object.kind !== 'List') return [{ object, text }];
    return (object.items as ApiObject[]).map((item) => ({ object: item, text: JSON.stringify(item) }));
  });
}

/** What the API server says to an object that is to be created, without creating it; undefined where it does not know the kind. */
export async function dryRun(client: Client, { object, text }: Manifest): Promise<Answer | undefined> {
  const collection = await client.collection(object);
  if (collection === undefined) return undefined;
  return client.request('POST', `${collection}?dryRun=All&fieldValidation=Strict`, text, 'yaml');
}

/** True where the API server would store the object; a name that is taken says nothing about what has it. */
export function isValid({ status }: Answer): boolean {
  return status < 300 || status === 409;
}

/** The manifests of the corpus: files, and kustomizations with all their files as one stream. */
export function* corpusStreams(folder: string): Iterable<[name: string, stream: string]> {
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  for (const name of readdirSync(join(folder, 'manifests'))) yield [name, read(`manifests/${name}`)];
  for (const name of readdirSync(join(folder, 'kustomize'))) {
    const files = readdirSync(join(folder, 'kustomize', name)).filter(
      (file) => file !== 'kustomization.yaml',
    );
    yield [name, files.map((file) => read(`kustomize/${name}/${file}`)).join('\n---\n')];
  }
}
