r"""The document around a LaTeX page: any engine, nothing that a small installation lacks."""

from __future__ import annotations

PREAMBLE = r"""\documentclass[11pt,a4paper,fleqn]{article}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[utf8]{inputenc}
  \usepackage[T1]{fontenc}
  \IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
\fi
\usepackage{amsmath}
\usepackage[margin=2.4cm]{geometry}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.6\baselineskip}
\allowdisplaybreaks
\AtBeginDocument{\setlength{\abovedisplayskip}{6pt plus 3pt}\setlength{\belowdisplayskip}{6pt plus 3pt}}
"""
FALLBACK = r"""% Letters that this engine has no font for are printed as their numbers.
\newcommand{\fallback}[2]{\ifcsname u8:\detokenize{#1}\endcsname\else
  \DeclareUnicodeCharacter{#2}{\texttt{U+#2}}\fi}
"""


def document(body: str) -> str:
    """The page with all that it needs to compile by pdfLaTeX, XeLaTeX or LuaLaTeX."""
    foreign = sorted({character for character in body if not character.isascii()})
    letters = "".join(f"  \\fallback{{{letter}}}{{{ord(letter):04X}}}\n" for letter in foreign)
    declared = f"{FALLBACK}\\ifPDFTeX\n{letters}\\fi\n" if foreign else ""
    return f"{PREAMBLE}{declared}\\begin{{document}}\n\n{body}\n\\end{{document}}\n"
