import { type CST, type Lexer, Parser } from 'yaml';

/** Thrown for text with more than `MAX_LEVELS` nested collections. */
export class TooDeep extends Error {}

/**
 * Maximum number of nested collections; manifests and schemas have less than 100. The library calls itself for each level, and V8 aborts
 * the process if its stack ends while it compiles a regular expression.
 */
const MAX_LEVELS = 400;

/**
 * Returns the tokens of a text for the library's composer.
 * @throws TooDeep
 */
export function* tokensOf(source: string, lexer: Lexer): Generator<CST.Token> {
  const parser = new Parser();
  const depth = new Depth();
  for (const lexeme of lexer.lex(source)) {
    if (depth.after(lexeme) > MAX_LEVELS) throw new TooDeep();
    yield* parser.next(lexeme);
  }
  yield* parser.end();
}

/** An upper bound of the number of open collections. */
class Depth {
  /** Open flow collections. */
  #flow = 0;
  /** `-` and `?` on the current line: each may begin a collection. */
  #indicators = 0;
  /** Indentations of the current line and of those before it that may have opened a block collection around it. */
  readonly #indents: number[] = [0];
  #isLineStart = true;

  after(lexeme: string): number {
    if (lexeme === '\n' || lexeme === '\r\n') {
      this.#isLineStart = true;
      this.#indicators = 0;
    } else if (this.#isLineStart) {
      this.#isLineStart = false;
      this.#indent(lexeme.startsWith(' ') ? lexeme.length : 0);
    }
    if (lexeme === '{' || lexeme === '[') this.#flow++;
    else if (lexeme === '}' || lexeme === ']') this.#flow--;
    else if (lexeme === '-' || lexeme === '?') this.#indicators++;
    return this.#flow + this.#indicators + this.#indents.length;
  }

  #indent(column: number): void {
    while (this.#indents.length > 0 && this.#indents.at(-1)! >= column) this.#indents.pop();
    this.#indents.push(column);
  }
}
