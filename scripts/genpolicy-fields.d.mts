export interface Schema {
  kinds: Record<string, string>;
  structs: Record<string, { name: string; type: string; required: boolean }[]>;
}
export function schemaOf(files: Record<string, string>): Schema;
export function tableOf(checkout: string, tags?: string[]): string;
