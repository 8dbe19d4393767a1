import { createHash } from 'node:crypto';
import { SCRIPT } from '../../../generated/report-script.ts';
import type { PreparationError } from '../../../util/errors.ts';
import type { LocatedReport, ReportFormat } from '../format.ts';
import { Html, html } from './html.ts';
import { reportSections } from './sections.ts';
import { STYLE } from './style.ts';

/**
 * One self-contained HTML page: it loads nothing and is readable without JavaScript. Its content security policy allows only its
 * own style and script, by hash, so markup from a manifest could not run even if the escaping had a fault.
 */
export const htmlPage: ReportFormat = {
  name: 'html',
  purpose: 'one page for reviewers, with costs and every change',
  suffixes: ['.html', '.htm'],
  begins: /^<!doctype html>\n<html lang="en">\n(?:<head>\n|<meta [^>]*>\n)*<title>prepare-contrast: /,
  format: formatHtml,
  formatError,
};

function formatHtml(report: LocatedReport): string {
  return pageOf(report.answer.profile, reportSections(report, report.findings));
}

function formatError({ code, message }: PreparationError): string {
  const lines = message.split('\n').map((line) => html`<p class="problem">${line}</p>`);
  return pageOf(
    'error',
    html`<header><h1>Contrast report</h1><p class="quiet">error ${code}</p></header><main>${lines}</main>`,
  );
}

function pageOf(title: string, body: Html): string {
  const policy = `default-src 'none'; style-src '${hashOf(STYLE)}'; script-src '${hashOf(SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>prepare-contrast: ${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
${body}
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
