"""The frame of an HTML page: one file that needs nothing else, runs nothing and asks for nothing."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #59636e; --line: #d1d9e0;
  --tint: #f6f8fa; --link: #0757ba; --note: #e8f1fd; --warning: #fff4d6; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --soft: #9aa5b1;
  --line: #30363d; --tint: #161b22; --link: #6cb0ff; --note: #12253d; --warning: #35280a; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0 auto; padding: 1rem 1.25rem 4rem; max-width: 58rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 1rem 0; }
h2 { font-size: 1.35rem; margin: 2.2rem 0 .8rem; padding-bottom: .25rem; border-bottom: 1px solid
  var(--line); }
h3 { font-size: 1.1rem; margin: 1.6rem 0 .6rem; }
h4, h5, h6 { font-size: 1rem; margin: 1.2rem 0 .5rem; }
p { margin: .6rem 0; }
a { color: var(--link); }
.quiet { color: var(--soft); font-size: .92em; }
.note, .warning { padding: .5rem .8rem; border-radius: .3rem; background: var(--note); }
.warning { background: var(--warning); }
.gap { display: inline-block; width: 1.6em; }
code { font: .92em ui-monospace, monospace; background: var(--tint); padding: .1em .3em;
  border-radius: .2em; }
nav { background: var(--tint); border: 1px solid var(--line); border-radius: .4rem; padding: .3rem .9rem; }
nav ul { margin: .2rem 0 .4rem; padding-left: 1.2rem; }
nav > details > ul { columns: 16rem; }
nav li { break-inside: avoid-column; }
summary { cursor: pointer; padding: .3rem 0; }
.step { border: 1px solid var(--line); border-radius: .4rem; margin: .6rem 0; padding: 0 .9rem; }
.step > summary { overflow-x: auto; overflow-y: hidden; }
.step > summary b { margin-right: 1em; }
.step[open] > summary { border-bottom: 1px solid var(--line); }
.maths { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .15rem; margin: .7rem 0 .7rem 1rem; }
.maths > span { max-width: 100%; overflow-x: auto; overflow-y: hidden; padding: .1rem 0; }
.values { gap: .7rem 2rem; }
.remark { color: var(--soft); font-size: .92em; margin-left: 1rem; }
math { font-size: 1.08em; }
.word { font-style: italic; }
.bmatrix mtd { padding: .2em .45em; }
.bmatrix mtd:first-child { padding-left: .15em; }
.bmatrix mtd:last-child { padding-right: .15em; }
.cases mtd { padding: .12em .4em; text-align: left; }
.scroll { overflow-x: auto; margin: .8rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .8rem; text-align: left; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
.number { text-align: right; }
.total td { font-weight: 600; border-top: 2px solid var(--line); }
figure { margin: 1rem 0; overflow-x: auto; }
figure svg { max-width: 100%; height: auto; }
pre { overflow-x: auto; font: .85rem/1.25 ui-monospace, monospace; }
@media (max-width: 36rem) { body { padding: .6rem .8rem 3rem; font-size: .95rem; }
  .maths { margin-left: 0; } .step { padding: 0 .6rem; } th, td { padding: .3rem .5rem; } }
@media print { :root { --ink: #000; --paper: #fff; --soft: #333; --line: #999; --tint: #fff; --note: #fff;
  --warning: #fff; } body { max-width: none; padding: 0; font-size: 10.5pt; } nav { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  summary { list-style: none; } .step, .maths, tr { break-inside: avoid; }
  h2, h3, summary { break-after: avoid; } }
"""


def html_document(title: str, body: str) -> str:
    """The page. Its policy allows this one style and nothing else: no script, no request."""
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        "<!DOCTYPE html>\n"
        '<html lang="en">\n'
        "<head>\n"
        '<meta charset="utf-8"/>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"/>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        '<meta name="referrer" content="no-referrer"/>\n'
        f"<title>{escape(title)}</title>\n"
        f"<style>{STYLE}</style>\n"
        "</head>\n"
        f"<body>\n{body}\n</body>\n"
        "</html>\n"
    )
