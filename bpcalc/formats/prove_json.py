"""Proofs as JSON, schema `bpcalc.prove/1`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bpcalc.calculus.proofs import Proof
from bpcalc.errors import visible
from bpcalc.formats.problems import problems_json
from bpcalc.formats.values_json import number_json, value_json
from bpcalc.spec.network import Network


def prove_json(network: Network, proofs: Sequence[Proof]) -> str:
    """Every claim, in the order of the spec."""
    record = {
        "schema": "bpcalc.prove/1",
        "title": visible(network.title),
        "claims": [_claim(proof) for proof in proofs],
    }
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def _claim(proof: Proof) -> dict[str, Any]:
    where = proof.claim.where
    return {
        "claim": visible(proof.claim.claim.text),
        "where": None if where is None else visible(where.text),
        "for": {
            domain.name: {
                "each": [x if isinstance(x, float) else number_json(x) for x in domain.values],
                "shape": list(proof.space.shapes[domain.name]),
            }
            for domain in proof.claim.domains
        },
        "verdict": proof.verdict,
        "domain": proof.space.size if proof.space.size < 2**53 else None,
        "sample": None if proof.sample is None else proof.sample._asdict(),
        "tried": proof.tried,
        "covered": proof.covered,
        "failed": proof.failed,
        "exact": proof.inexact is None,
        "inexact": proof.inexact,
        "counterexample": _counterexample(proof),
    }


def _counterexample(proof: Proof) -> dict[str, Any] | None:
    found = proof.counterexample
    if found is None:
        return None
    record: dict[str, Any] = {
        "inputs": {domain.name: value_json(found.names[domain.name]) for domain in proof.claim.domains},
        "quantities": {
            q.name: value_json(q.value) for q in found.quantities.values() if q.equation is not None
        },
    }
    if found.problem is not None:
        record["error"] = problems_json([found.problem])[0]
    return record
