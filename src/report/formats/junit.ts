import { isAtLeast } from '../../rules/result.ts';
import type { Problem } from '../../util/errors.ts';
import { groupBy } from '../../util/group-by.ts';
import { pluralize } from '../../util/plural.ts';
import { printable } from '../../util/text.ts';
import { byObject, type LocatedFinding, sentenceOf } from '../finding.ts';
import { kindOf } from '../kind.ts';
import type { LocatedReport, ReportFormat } from './format.ts';

/**
 * Test results for CI systems: a suite for each file, a test case for each object. All errors of an object are one failure, because
 * GitLab shows only the first. Other results are the output of the case. A file that was left out is a case with an error.
 * Elements and attributes are those that Jenkins accepts (jenkinsci/xunit-plugin, jenkins-junit.xsd).
 */
export const junit: ReportFormat = {
  name: 'junit',
  purpose: 'test results of a CI system: a test case for each object',
  suffixes: ['.xml', '.junit'],
  begins: /^<\?xml [^>]*\?>\s+<testsuites name="prepare-contrast"/,
  omitsConfiguration: true,
  format: (report) => formatCases(casesOf(report)),
  formatError: (error) => formatCases([errorCase('prepare-contrast', 'error', error)]),
};

function formatCases(all: readonly TestCase[]): string {
  const suites = [...groupBy(all, ({ suite }) => suite)];
  const body = suites.map(([name, cases]) =>
    element(
      'testsuite',
      { name, ...countsOf(cases) },
      cases.map(({ xml }) => xml),
    ),
  );
  const head = { name: 'prepare-contrast', ...countsOf(all) };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', head, body)}`;
}

interface TestCase {
  suite: string;
  outcome: 'passed' | 'failure' | 'error';
  xml: string;
}

function casesOf({ allFindings, leftOut, answer }: LocatedReport): TestCase[] {
  // Every object is a case, whether its results are listed or not.
  const objects = byObject(allFindings).map(({ title, file = 'input', findings: found }): TestCase => {
    const errors = found.filter(({ result }) => kindOf(result) === 'error');
    const others = found
      .filter(({ result }) => kindOf(result) !== 'error' && isAtLeast(result.severity, answer.minSeverity))
      .map(lineOf);
    const failure = { message: pluralize(errors.length, 'error'), type: 'error' };
    const parts = [
      ...(errors.length > 0 ? [element('failure', failure, errors.map(lineOf).map(escapeXml))] : []),
      ...(others.length > 0 ? [element('system-out', {}, others.map(escapeXml))] : []),
    ];
    return {
      suite: file,
      outcome: errors.length > 0 ? 'failure' : 'passed',
      xml: element('testcase', { name: title, classname: file }, parts),
    };
  });
  return [...objects, ...leftOut.map((problem) => errorCase(problem.path, 'left out', problem))];
}

function errorCase(suite: string, name: string, { code, message }: Problem): TestCase {
  const error = element('error', { message, type: code }, []);
  return { suite, outcome: 'error', xml: element('testcase', { name, classname: suite }, [error]) };
}

function countsOf(cases: readonly TestCase[]): Record<string, string> {
  const count = (wanted: string) => String(cases.filter(({ outcome }) => outcome === wanted).length);
  return { tests: String(cases.length), failures: count('failure'), errors: count('error') };
}

/** `web.yaml:12: error: Deployment shop/web, spec: … [runtime-class]` */
function lineOf({ result, location }: LocatedFinding): string {
  const place = location ? `${location.file}:${location.line}: ` : '';
  return printable(`${place}${kindOf(result)}: ${sentenceOf(result)} [${result.rule}]`);
}

function element(name: string, attributes: Record<string, string>, content: readonly string[]): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escapeXml(printable(value))}"`,
  );
  const start = `<${name}${written.join('')}`;
  return content.length === 0 ? `${start}/>` : `${start}>\n${content.join('\n')}\n</${name}>`;
}

/** Text and attribute values. `printable` has replaced the characters that XML 1.0 cannot represent. */
function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character]!);
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
