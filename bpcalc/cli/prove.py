"""`bpcalc prove`: the claims of a spec, tried for every input."""

from __future__ import annotations

import click

from bpcalc.cli import specs
from bpcalc.cli.exits import WRONG, Exit
from bpcalc.cli.options import precision_option, report_options


@click.command()
@click.argument("spec")
@click.option(
    "--set", "values", multiple=True, metavar="NAME=VALUE", help="Another value for a name; repeatable."
)
@click.option("--where", metavar="EXPR", help="Another condition for all claims; '' for none.")
@click.option("--sample", type=click.IntRange(1), metavar="N", help="Try N inputs drawn at random.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the random inputs.")
@click.option("--case", metavar="NAME", help="Where values come from that the claim does not choose.")
@precision_option
@report_options
def command(
    spec: str,
    values: tuple[str, ...],
    where: str | None,
    sample: int | None,
    seed: int,
    case: str | None,
    precision: int,
    form: str,
    output: str | None,
) -> None:
    """Prove the claims under `prove:` for every input of their domain, or refute them.

    A claim that fails is shown with the first input that refutes it and its forward pass; the
    exit code is then 1.

    \b
    Examples:
      bpcalc prove indicator-member
      bpcalc prove indicator-member --set b2=-2
    """
    as_data = form == "json"
    with specs.reading(spec, as_data) as network:
        from bpcalc.calculus.domains import Sample
        from bpcalc.calculus.proofs import prove
        from bpcalc.calculus.solve import chosen_cases
        from bpcalc.spec.claims import claims_of, with_condition
        from bpcalc.spec.overrides import overridden

        chosen_by_claims = {domain.name for claim in claims_of(network) for domain in claim.domains}
        for value in values:
            network = overridden(network, value, chosen_by_claims)
        claims = claims_of(network)
        if where is not None:
            claims = tuple(with_condition(claim, where, network) for claim in claims)
        chosen = None if case is None else chosen_cases(network, case)[0]
        drawn = None if sample is None else Sample(sample, seed)
        proofs = [prove(network, claim, chosen, drawn) for claim in claims]
    if as_data:
        from bpcalc.cli.output import write_text
        from bpcalc.formats.prove_json import prove_json

        write_text(prove_json(network, proofs), output)
    else:
        from bpcalc.cli.output import write_page
        from bpcalc.report import prove as report

        write_page(report.page(network, proofs), report.style(network, precision), output, form)
    if any(proof.failed for proof in proofs):
        raise Exit(WRONG)
