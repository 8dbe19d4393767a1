/** One condition of a selector; `=` is `in` with one value. */
export type Requirement =
  | { key: string; operator: 'exists' | 'absent' }
  | { key: string; operator: 'in' | 'notin'; values: string[] }
  | { key: string; operator: 'gt' | 'lt'; bound: bigint };

/** What values a selector may name: labels have a grammar of their own, annotations have none. */
export interface ValueGrammar {
  value: RegExp;
  expected: string;
}

export const LABELS: ValueGrammar = {
  value: /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/,
  expected: 'a label value: at most 63 letters, digits, "-", "_" or ".", a letter or digit at both ends',
};
export const ANNOTATIONS: ValueGrammar = { value: /^.*$/s, expected: 'text' };

/** Kubernetes, label syntax: an optional DNS name and "/", then a name of at most 63 characters. */
const KEY =
  /^(?:(?=.{1,253}\/)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/**
 * Reads a selector in the grammar of Kubernetes (`k8s.io/apimachinery/pkg/labels`, `Parse`): `a=b`, `a==b`, `a!=b`,
 * `a in (b, c)`, `a notin (b, c)`, `a`, `!a`, `a>1`, `a<1`, joined by commas that mean "and".
 * Other than there an empty selector is an error: here it would match everything by accident.
 */
export function parseSelector(text: string, grammar: ValueGrammar): Requirement[] | { error: string } {
  try {
    return new Parser(text, grammar).parse();
  } catch (error) {
    if (error instanceof SyntaxError) return { error: error.message };
    throw error;
  }
}

class Parser {
  private readonly tokens: string[];
  private readonly grammar: ValueGrammar;
  private position = 0;

  constructor(text: string, grammar: ValueGrammar) {
    this.tokens = text.match(/==|!=|[=!(),<>]|[^\s=!(),<>]+/g) ?? [];
    this.grammar = grammar;
  }

  parse(): Requirement[] {
    const requirements = [this.requirement()];
    while (this.peek() !== undefined) {
      this.expect(',');
      requirements.push(this.requirement());
    }
    return requirements;
  }

  private requirement(): Requirement {
    if (this.peek() === '!') {
      this.position++;
      return { key: this.key(), operator: 'absent' };
    }
    const key = this.key();
    const operator = this.peek();
    if (operator === undefined || operator === ',') return { key, operator: 'exists' };
    this.position++;
    switch (operator) {
      case '=':
      case '==':
        return { key, operator: 'in', values: [this.value()] };
      case '!=':
        return { key, operator: 'notin', values: [this.value()] };
      case 'in':
      case 'notin':
        return { key, operator, values: this.values() };
      case '>':
      case '<':
        return { key, operator: operator === '>' ? 'gt' : 'lt', bound: this.bound() };
      default:
        throw new SyntaxError(`found "${operator}" after "${key}", expected "=", "!=", "in", "notin" or ","`);
    }
  }

  private key(): string {
    const token = this.peek();
    if (token === undefined || isSymbol(token))
      throw new SyntaxError(`found ${this.found()}, expected a key`);
    if (!KEY.test(token)) throw new SyntaxError(`"${token}" is not a key of a label or annotation`);
    this.position++;
    return token;
  }

  /** A value that may be missing: `a=` asks for an empty one. */
  private value(): string {
    const token = this.peek();
    if (token === undefined || token === ',' || token === ')') return '';
    if (isSymbol(token)) throw new SyntaxError(`found "${token}", expected a value`);
    if (!this.grammar.value.test(token)) throw new SyntaxError(`"${token}" is not ${this.grammar.expected}`);
    this.position++;
    return token;
  }

  private values(): string[] {
    this.expect('(');
    if (this.peek() === ')') throw new SyntaxError('found no value between "(" and ")"');
    const values = [this.value()];
    while (this.peek() === ',') {
      this.position++;
      values.push(this.value());
    }
    this.expect(')');
    return values;
  }

  private bound(): bigint {
    const value = this.value();
    if (!/^[-+]?\d+$/.test(value)) throw new SyntaxError(`"${value}" is not a whole number`);
    return BigInt(value);
  }

  private expect(symbol: string): void {
    if (this.peek() !== symbol) throw new SyntaxError(`found ${this.found()}, expected "${symbol}"`);
    this.position++;
  }

  private peek(): string | undefined {
    return this.tokens[this.position];
  }

  private found(): string {
    const token = this.peek();
    return token === undefined ? 'the end' : `"${token}"`;
  }
}

function isSymbol(token: string): boolean {
  return /^[=!(),<>]/.test(token);
}

/** True where labels (or annotations) meet every requirement. As in Kubernetes, `!=` and `notin` hold where the key is absent. */
export function meets(requirements: readonly Requirement[], labels: Record<string, string>): boolean {
  return requirements.every((requirement) => {
    const value = Object.hasOwn(labels, requirement.key) ? labels[requirement.key]! : undefined;
    switch (requirement.operator) {
      case 'exists':
        return value !== undefined;
      case 'absent':
        return value === undefined;
      case 'in':
        return value !== undefined && requirement.values.includes(value);
      case 'notin':
        return value === undefined || !requirement.values.includes(value);
      default: {
        if (value === undefined || !/^[-+]?\d+$/.test(value)) return false;
        return requirement.operator === 'gt'
          ? BigInt(value) > requirement.bound
          : BigInt(value) < requirement.bound;
      }
    }
  });
}
