// What manifests say stays text in Markdown, as a reader of GitHub's dialect takes it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lexer, type Token, type Tokens } from 'marked';
import { code, table, text } from '../../../../src/report/formats/markdown/escape.ts';
import { markdown } from '../../../../src/report/formats/markdown/index.ts';
import { type Reported, reportOf } from '../../report-of.ts';

const ATTACKS = [
  '</summary><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '| a | b |',
  '`code` ``more`` `',
  '**b** __c__ *d* _e_ ~~f~~',
  '[link](javascript:alert(1)) ![image](https://x.example/i.png) [ref][1]',
  '@everyone @org/team mail@x.example',
  'https://x.example www.x.example http://y.example',
  '#123 GH-1 org/repo#4 !5 ~label %milestone',
  '# heading',
  '- item',
  '1. item',
  '+ item',
  '> quote',
  '=====',
  '-----',
  '&lt;b&gt; &#64;everyone &amp;',
  '\\| \\` \\<b>',
  '1\\\\| @octo-org ![x](https://x.example/i.png) <a href="https://x.example">click</a> `',
  '<!-- comment',
  '$x$ $$y$$',
  'a\nb\r\n\n# c',
  '   ',
];

/** Every node below some tokens. */
function* nodesOf(tokens: readonly Token[]): Iterable<Token> {
  for (const token of tokens) {
    yield token;
    if (token.type === 'table') {
      const { header, rows } = token as Tokens.Table;
      for (const cell of [...header, ...rows.flat()]) yield* nodesOf(cell.tokens);
    } else if (token.type === 'list') {
      for (const item of (token as Tokens.List).items) yield* nodesOf(item.tokens);
    } else if ('tokens' in token && token.tokens) yield* nodesOf(token.tokens);
  }
}

/** What a page would show of text and code. */
function shownBy(tokens: readonly Token[]): string {
  const parts: string[] = [];
  for (const node of nodesOf(tokens)) {
    if (node.type === 'escape' || node.type === 'codespan') parts.push((node as Tokens.Codespan).text);
    else if (node.type === 'text' && !('tokens' in node && node.tokens))
      parts.push(decoded((node as Tokens.Text).text));
  }
  return parts.join('');
}

/** What keeps things apart is not seen. */
function decoded(html: string): string {
  return html
    .replace(/\u200B|&#8203;/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** Text is one line, with line breaks spelt out. */
const plain = (value: string) => value.replaceAll('\n', '\\u000A').replaceAll('\r', '\\u000D');

const hostile = fc
  .array(fc.constantFrom(...ATTACKS, 'a', ' ', '`', '|', '\\', '<', '&', '@', '#', '*'))
  .map((parts) => parts.join(''));

test('text is shown as it is, in a list, in a table and in bold', () => {
  fc.assert(
    fc.property(hostile, (value) => {
      fc.pre(value.trim() !== '' && value === value.trim());
      for (const markdown of [
        `- ${text(value)}`,
        `**${text(`x${value}x`)}**`,
        table(['A'], 1, [[text(value)]]),
      ]) {
        const tokens = lexer(markdown);
        const kinds = new Set([...nodesOf(tokens)].map(({ type }) => type));
        for (const kind of [
          'link',
          'image',
          'html',
          'codespan',
          'em',
          'del',
          'heading',
          'hr',
          'blockquote',
          'code',
        ])
          assert.ok(!kinds.has(kind as Token['type']), `${kind}: ${markdown}`);
        assert.ok(shownBy(tokens).includes(plain(value)), `${markdown}\n${shownBy(tokens)}`);
      }
    }),
    { numRuns: 1000 },
  );
});

test('code is shown as it is, in a list and in a table', () => {
  fc.assert(
    fc.property(hostile, (value) => {
      fc.pre(value.trim() !== '');
      const [list] = lexer(`- ${code(value)}`) as Tokens.List[];
      const inList = [...nodesOf([list!])].filter(({ type }) => type === 'codespan') as Tokens.Codespan[];
      assert.deepEqual(
        inList.map((one) => one.text),
        [plain(value)],
      );
      const [rows] = lexer(table(['A', 'B'], 2, [[code(value), 'end']])) as Tokens.Table[];
      assert.deepEqual([rows!.rows.length, rows!.rows[0]!.length, rows!.rows[0]![1]!.text], [1, 2, 'end']);
      const [cell] = rows!.rows[0]![0]!.tokens as Tokens.Codespan[];
      assert.deepEqual([cell!.type, cell!.text], ['codespan', inTable(plain(value))]);
    }),
    { numRuns: 1000 },
  );
});

/** An odd number of backslashes before a bar is the one thing that a table cannot show: one of them is lost. */
const inTable = (value: string) => value.replace(/(?<!\\)((?:\\\\)*)\\\|/g, '$1|');

for (const attack of ATTACKS.filter((one) => one.trim() !== '')) {
  test(`a report whose manifest says ${JSON.stringify(attack)} has the form of any other`, () => {
    // On bare metal CPU limits are removed, so the table has their former values.
    for (const platform of ['AKS-CLH-SNP', 'Metal-QEMU-SNP'])
      assert.deepEqual(
        formOf(reportWith(attack, platform)),
        formOf(reportWith('harmless words', platform)),
        platform,
      );
  });
}

function reportWith(name: string, platform: string): Reported {
  const manifest = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: name, annotations: { [`contrast.edgeless.systems/${name}`]: name } },
    spec: {
      serviceAccountName: name,
      containers: [
        {
          name,
          image: name,
          resources: { limits: { memory: '64Mi', cpu: name }, requests: { memory: '1Mi' } },
          volumeMounts: [{ name, mountPath: name, subPath: name }],
        },
      ],
      volumes: [{ name, hostPath: { path: name } }],
    },
  });
  return reportOf(manifest, `platform: ${platform}`, [{ path: name, code: 'yaml-syntax', message: name }]);
}

/** Headings, lists, tables and folded parts, with the number of their rows and cells, and which HTML there is. */
function formOf({ report, findings }: Reported): unknown[] {
  return lexer(markdown.format({ ...report, findings, layout: {} })).map((token) => {
    if (token.type === 'table')
      return [
        'table',
        ...(token as Tokens.Table).rows.map((cells) => cells.map(({ tokens }) => kindsIn(tokens))),
      ];
    if (token.type === 'list') return ['list', (token as Tokens.List).items.length];
    return [token.type, ...kindsIn([token]).slice(1)];
  });
}

/** What there is beside of text and code. */
function kindsIn(tokens: readonly Token[]): string[] {
  const kinds = [...nodesOf(tokens)].map(({ type }) => type);
  return kinds.filter((kind) => !['text', 'escape', 'codespan'].includes(kind));
}
