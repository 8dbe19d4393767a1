import { Lexer } from 'yaml';

/**
 * The parts of the library's lexer that this module changes. They are private in its types; the library's version is pinned, and a test
 * fails if one of them is renamed.
 */
interface LexerInternals {
  buffer: string;
  pos: number;
  /** Number of open flow collections. */
  flowLevel: number;
  /** Minimum indentation of the lines that continue the current scalar or collection. */
  indentNext: number;
  parseFlowCollection(): Generator<string, unknown>;
  parsePlainScalar(): Generator<string, unknown>;
  parseQuotedScalar(): Generator<string, unknown>;
  pushToIndex(end: number, allowEmpty: boolean): Generator<string, unknown>;
}

/** The lexeme that announces a scalar. */
const SCALAR = '\x1f';
/** A plain scalar on one line of a flow collection, in which `:` ends a key only before white space. */
const FLOW_PLAIN = /[^\s,[\]{}:#](?:[^\s,[\]{}:]|:(?=\S)|[ \t]+(?=[^\s,[\]{}:#]|:\S))*(?=[ \t]*[,\]}])/y;

/**
 * Returns a lexer that reads what libyaml and go-yaml (kubectl, Helm, kustomize, kpt) read alike and YAML 1.2 forbids. Helm and kpt
 * print some of it:
 *
 * - Lines of quoted scalars and of flow collections need no indentation (YAML 1.2.2, §7.3 and §7.4 require it).
 * - In flow collections, `:` before a flow indicator is part of a plain scalar, as in `[fd00::]`.
 */
export function lenientLexer(): Lexer {
  const lexer = new Lexer();
  const internals = lexer as unknown as LexerInternals;
  const { parseFlowCollection, parsePlainScalar, parseQuotedScalar } = internals;
  internals.parseQuotedScalar = () => withoutIndentation(internals, parseQuotedScalar);
  internals.parseFlowCollection = () => withoutIndentation(internals, parseFlowCollection);
  internals.parsePlainScalar = () =>
    internals.flowLevel > 0
      ? withoutIndentation(internals, parseFlowPlain(parsePlainScalar))
      : parsePlainScalar.call(internals);
  return lexer;
}

function* withoutIndentation(
  internals: LexerInternals,
  parse: () => Generator<string, unknown>,
): Generator<string, unknown> {
  const { indentNext } = internals;
  internals.indentNext = 0;
  try {
    return yield* parse.call(internals);
  } finally {
    internals.indentNext = indentNext;
  }
}

function parseFlowPlain(parsePlainScalar: LexerInternals['parsePlainScalar']) {
  return function* (this: LexerInternals): Generator<string, unknown> {
    FLOW_PLAIN.lastIndex = this.pos;
    if (!FLOW_PLAIN.test(this.buffer)) return yield* parsePlainScalar.call(this);
    yield SCALAR;
    yield* this.pushToIndex(FLOW_PLAIN.lastIndex, true);
    return 'flow';
  };
}
