import { createHash } from 'node:crypto';
import { SCRIPT } from '../generated/report-script.ts';
import type { LocatedFinding } from '../output/finding.ts';
import { Html, html } from './html.ts';
import type { Report } from './report.ts';
import { reportSections } from './sections.ts';
import { STYLE } from './style.ts';

/**
 * One HTML page that needs nothing else: no network, readable without JavaScript. Its policy allows only its own style and
 * script, by their hashes, so nothing that a manifest holds could run even if it got past the escaping.
 */
export function formatHtml(report: Report, findings: readonly LocatedFinding[]): string {
  const { profile } = report.answer;
  const policy = `default-src 'none'; style-src '${hashOf(STYLE)}'; script-src '${hashOf(SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>prepare-contrast: ${profile}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
${reportSections(report, findings)}
<footer>Made by prepare-contrast. This page holds all of its data and loads nothing.</footer>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
