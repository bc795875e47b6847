import { mailtoAddress } from './address.ts';
import { escapeHtml } from './plain-text.ts';

/** A mail's content, in words but in no format. Every text in it is plain. */
export interface Letter {
  /** BCP 47 */
  readonly language: string;
  readonly heading: string;
  readonly greeting: string;
  readonly lead: string;
  readonly facts: readonly Fact[];
  readonly next: string;
  readonly button: { readonly label: string; readonly url: string };
  readonly footer: string;
}

/** One fact: what it is, and what stands there. */
export interface Fact {
  readonly label: string;
  readonly lines: readonly string[];
  /** 'email' can be written to; 'quote' was written by somebody else and is shown as theirs. */
  readonly as: 'text' | 'email' | 'quote';
  /** Said in addition, smaller. */
  readonly detail?: string;
}

/** The letter as plain text. Quoted lines begin with '>', so that they cannot pass for ours. */
export function toText(letter: Letter): string {
  const { greeting, lead, facts, next, button, footer } = letter;
  const told = facts.length === 0 ? [] : [factsToText(facts)];
  return `${[greeting, lead, ...told, next, `${button.label}: ${button.url}`, `-- \n${footer}`].join('\n\n')}\n`;
}

/** Facts as lines of plain text. */
export function factsToText(facts: readonly Fact[]): string {
  return facts.map(factToText).join('\n');
}

function factToText({ label, lines, as, detail }: Fact): string {
  if (as === 'quote') {
    return [`${label}:`, ...lines.map((line) => `> ${line}`)].join('\n');
  }
  const [first = '', ...others] = detail === undefined ? lines : [...lines, detail];
  return [`${label}: ${first}`, ...others.map((line) => `  ${line}`)].join('\n');
}

// What must hold everywhere is written into the elements, as some readers drop the style sheet; colours are in the sheet
// alone, so that a reader without it keeps its own, light or dark.
const STYLE = `:root{color-scheme:light dark;supported-color-schemes:light dark}
body{background:#f4f5f7;color:#1d2430}
.letter{background:#fff;border:1px solid #e2e5ea}
.label,.small,.footer{color:#5b6472}
.facts{border-top:1px solid #e2e5ea;border-bottom:1px solid #e2e5ea}
.quote{border-left:3px solid #c9ced6}
.button{background:#1f5f4a;color:#fff}
.link{color:#1f5f4a}
@media (prefers-color-scheme:dark){
body{background:#14171c!important;color:#e8eaee!important}
.letter{background:#1d2128!important;border-color:#333944!important}
.label,.small,.footer{color:#a4adba!important}
.facts{border-color:#333944!important}
.quote{border-color:#4b5361!important}
.button{background:#7fd1b1!important;color:#10241c!important}
.link{color:#7fd1b1!important}
}`;
const FONT = 'font-family:system-ui,-apple-system,\'Segoe UI\',Roboto,Helvetica,Arial,sans-serif';

/** The letter as an HTML document of its own: nothing is loaded from anywhere, and it fits the width of a phone. */
export function toHtml(letter: Letter): string {
  const { heading, greeting, lead, next, button, footer } = letter;
  const facts = letter.facts.map(factToHtml).join('\n');
  return `<!doctype html>
<html lang="${escapeHtml(letter.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(heading)}</title>
<style>
${STYLE}
</style>
</head>
<body style="margin:0;padding:16px 12px;${FONT};font-size:16px;line-height:1.5">
<div style="max-width:560px;margin:0 auto">
<div class="letter" style="padding:24px 20px;border-radius:12px;overflow-wrap:anywhere;text-align:left">
<h1 style="margin:0 0 16px;font-size:22px;line-height:1.25">${escapeHtml(heading)}</h1>
<p style="margin:0 0 12px">${escapeHtml(greeting)}</p>
<p style="margin:0 0 20px">${escapeHtml(lead)}</p>
${facts === '' ? '' : `<div class="facts" style="padding:16px 0 4px;margin:0 0 20px">\n${facts}\n</div>\n`}<p style="margin:0 0 20px">${escapeHtml(next)}</p>
<p style="margin:0"><a class="button" href="${escapeHtml(button.url)}" style="display:inline-block;padding:12px 20px;border-radius:8px;font-weight:600;text-decoration:none">${escapeHtml(button.label)}</a></p>
</div>
<p class="footer" style="margin:16px 20px 0;font-size:13px">${escapeHtml(footer)}</p>
</div>
</body>
</html>
`;
}

function factToHtml({ label, lines, as, detail }: Fact): string {
  const addition = detail === undefined ? '' : `<div class="small" style="font-size:13px">${escapeHtml(detail)}</div>`;
  return `<div style="margin:0 0 12px"><div class="label" style="font-size:13px">${escapeHtml(label)}</div>${valueToHtml(lines, as)}${addition}</div>`;
}

function valueToHtml(lines: readonly string[], as: Fact['as']): string {
  // dir="auto" keeps a name in Arabic or Hebrew from turning round what stands beside it.
  if (as === 'quote') {
    const paragraph = lines.map(escapeHtml).join('<br>');
    return `<div class="quote" dir="auto" style="margin-top:4px;padding-left:12px;white-space:pre-wrap">${paragraph}</div>`;
  }
  if (as === 'email') {
    const address = lines[0] ?? '';
    return `<div><a class="link" href="mailto:${escapeHtml(mailtoAddress(address))}">${escapeHtml(address)}</a></div>`;
  }
  return lines.map((line) => `<div dir="auto" style="font-weight:600">${escapeHtml(line)}</div>`).join('');
}
