"""Statements of published solutions as answers to the shipped networks, with their verdicts.

Each one is what the solution says, as near as a sheet can hold it, and what is true of it.
"""

from __future__ import annotations

from typing import NamedTuple

RIGHT, WRONG = "right", "wrong"


class Claim(NamedTuple):
    """One statement: `answer` as for `bpcalc check -a`. `because`: names of mistakes, the first one
    first, or words that the remark has."""

    id: str
    network: str
    answer: str
    verdict: str = RIGHT
    because: tuple[str, ...] = ()


F2 = "relu'(H2)"
F1 = "relu'(H1)"

CLAIMS = (
    # two layers and a ReLU
    Claim("000.01", "relu-net", "a: yhat=1"),
    Claim("000.02", "relu-net", "a: l=0.5"),
    Claim("000.03", "relu-net", "a: dl/dyhat=-1"),
    Claim("000.04", "relu-net", "a: dz2/dz1=[[1, 0], [0, 0]]"),
    Claim("000.05", "relu-net", "a: dl/dx=[-1, 2]"),
    Claim("000.06", "relu-net", "b: yhat=-1"),
    Claim("000.07", "relu-net", "b: l=0.5"),
    Claim("000.08", "relu-net", "b: dl/dyhat=-1"),
    Claim("000.09", "relu-net", "b: dz2/dz1=[[0, 0], [0, 1]]"),
    Claim("000.10", "relu-net", "b: dl/dx=[0, 2]"),
    Claim("000.11", "relu-net", "c: yhat=-1"),
    Claim("000.12", "relu-net", "c: l=0.5"),
    Claim("000.13", "relu-net", "c: dl/dyhat=1"),
    Claim("000.14", "relu-net", "c: dz2/dz1=[[0, 0], [0, 1]]"),
    Claim("000.15", "relu-net", "c: dl/dx=[0, -2]"),
    Claim("000.16", "relu-net", "a: dz1/dx=[[1, -2], [0, 2]]"),
    Claim("000.17", "relu-net", "a: dyhat/dz2=[[1], [-1]]"),
    Claim("000.17", "relu-net", "a: dl/dx=[[-1], [2]]"),
    Claim("000.19", "relu-net", "counts: reverse=14"),
    Claim("000.20", "relu-net", "counts: reverse dl/dW1=6", WRONG, ("is taken for 2×2", "2×4")),
    Claim("000.21", "relu-net", "counts: reverse=14"),
    Claim("000.22", "relu-net", "counts: forward=20"),
    Claim("000.23", "relu-net", "counts: forward dl/dW1=20", WRONG, ("is taken for 2×2",)),
    # regression with 3·ReLU
    Claim("001.02", "relu-regression", "symbolic: s1=W1 @ x + b1"),
    Claim("001.02", "relu-regression", "symbolic: a1=3 * relu(W1 @ x + b1)"),
    Claim("001.02", "relu-regression", "symbolic: s2=3 * W2 @ relu(W1 @ x + b1) + b2"),
    Claim("001.02", "relu-regression", "symbolic: ytilde=3 * W2 @ relu(W1 @ x + b1) + b2"),
    Claim("001.03", "relu-regression", "symbolic: dC/dW2=a1 @ dC/dytilde @ dytilde/ds2", RIGHT, ("transposed against",)),
    Claim(
        "001.03", "relu-regression", "symbolic: dC/dW1=x @ dC/dytilde @ dytilde/ds2 @ W2 @ da1/ds1", RIGHT,
        ("transposed against",),
    ),
    Claim("001.03", "relu-regression", "symbolic: dC/db2=dC/dytilde @ dytilde/ds2"),
    Claim("001.03", "relu-regression", "symbolic: dC/db1=dC/dytilde @ dytilde/ds2 @ W2 @ da1/ds1"),
    Claim("001.04", "relu-regression", "symbolic: da1/ds1=diag(3 * step(s1))"),
    Claim("001.05", "relu-regression", "symbolic: dytilde/ds2=eye(2)"),
    Claim("001.05", "relu-regression", "symbolic: dC/dytilde=2 * (ytilde - y).T"),
    Claim("001.06", "tanh-sigmoid", "symbolic: da1/ds1=diag(1 - tanh(s1)^2)"),
    Claim(
        "001.07", "tanh-sigmoid", "symbolic: dytilde/ds2=diag(sigmoid(s2^2) * (1 - sigmoid(s2^2)))", WRONG,
        ("argument-squared",),
    ),
    Claim("001.09", "tanh-sigmoid-bce", "symbolic: dl/dytilde=(-1/2 * y / ytilde + 1/2 * (1 - y) / (1 - ytilde)).T"),
    Claim("001.11", "three-inputs", "w=224"),
    Claim("001.11", "three-inputs", "dw/dx=292"),
    Claim("001.11", "three-inputs", "dw/dy=120"),
    Claim("001.11", "three-inputs", "dw/dz=60"),
    Claim("001.12", "sum-of-maps", "symbolic: df/dx=W1"),
    Claim("001.12", "sum-of-maps", "symbolic: dg/dx=W2"),
    Claim("001.12", "sum-of-maps", "symbolic: dh/dx=W1 + W2"),
    Claim("001.12", "sum-of-maps-shared", "symbolic: dh/dx=2 * W1"),
    Claim("001.13", "composition", "symbolic: dh/dx=W2 @ W1"),
    Claim("001.13", "composition-shared", "symbolic: dh/dx=W1 @ W1"),
    # a batch in rows, biases as a column of ones
    Claim("002.01", "batch-mse", "symbolic: L=1/n * sum((E - y)^2)"),
    Claim("002.03", "batch-mse", "symbolic: dL/dH=1/n"),
    Claim("002.04", "batch-mse", "symbolic: dH/dG=ones(1, n)"),
    Claim("002.05", "batch-mse", "symbolic: dG/dF=diag(2 * F)"),
    Claim("002.06", "batch-mse", "symbolic: dF/dE=eye(n)"),
    Claim("002.07", "batch-mse", "symbolic: dL/dW2=1/n * sum(2 * F.T @ D)", WRONG, ("this is 1×1",)),
    Claim("002.08", "batch-mse", "symbolic: dL/dW2=2/n * F.T @ D"),
    Claim("002.09", "batch-mse", "symbolic: dE/dD=kron(eye(n), W2.T)"),
    Claim("002.11", "batch-mse", "symbolic: dC/dB=diag(relu'(B))"),
    Claim("002.12", "batch-mse", "dB/dW1[1, 1]=2", WRONG),
    Claim(
        "002.13", "batch-mse", "symbolic: dL/dW1=2/n * ((F @ W2.T)[:, 0:4] * relu'(B))[0, :] @ A[0, :]", WRONG,
        ("the shapes do not fit",),
    ),
    Claim(
        "002.14", "batch-mse", "symbolic: dL/dW1=2/n * A.T @ ((F @ W2.T @ eye(4)) * relu'(B))", WRONG,
        ("the shapes do not fit",),
    ),
    Claim("002.14", "batch-mse", "symbolic: dL/dW1=2/n * A.T @ ((F @ W2.T @ vstack(eye(4), zeros(1, 4))) * relu'(B))"),
    Claim("002.15", "batch-mse", "symbolic: A=X + ones(n, 4)", WRONG, ("the shapes do not fit",)),
    # indicators; a gated network; quadratic form and products
    Claim("003.01", "indicator-member", "found: h=[0, 1, 0]"),
    Claim("003.02", "indicator-member", "found: W1=[[-2, 0, 0, 2], [0, -2, 0, 2], [0, 0, -2, 2]]"),
    Claim("003.02", "indicator-member", "found: b1=[0, 0, 0]"),
    Claim("003.03", "indicator-member", "found: W2=[[-2, -2, -2]]"),
    Claim("003.04", "indicator-member", "found: b2=-2", WRONG, ("sign",)),
    Claim("003.08", "gated-softmax", "symbolic: dp/dy=diag(p) - p @ p.T"),
    Claim("003.09", "gated-softmax", "symbolic: dJ/dg2=W2.T @ (dJ/dy).T", WRONG, ("the shapes do not fit",)),
    Claim(
        "003.09", "gated-softmax", "symbolic: dJ/dx=W1.T @ (dJ/dz1).T + W2.T @ (dJ/dz2).T", WRONG,
        ("path-forgotten",),
    ),
    Claim("003.10", "gated-softmax", "symbolic: dJ/dh=(dJ/dg2).T * g1"),
    Claim("003.10", "gated-softmax", "symbolic: dJ/dg1=(dJ/dg2).T * h"),
    Claim("003.10", "gated-softmax", "symbolic: dJ/dz2=exp(-z2) / (1 + exp(-z2))^2 * (dJ/dg1).T"),
    Claim("003.10", "gated-softmax", "symbolic: dJ/dz1=step(z1) * (dJ/dh).T"),
    Claim("003.11", "quadratic-form", "symbolic: dL/dx=v @ v.T @ x", WRONG, ("factor-2-missing",)),
    Claim("003.11", "quadratic-form", "dL/dx=[4.5, 9.0, 13.5]", WRONG, ("factor-2-missing",)),
    Claim("003.12", "quadratic-form", "d2L/dx/dx=[[2, 4, 6], [4, 8, 12], [6, 12, 18]]"),
    Claim("003.13", "quadratic-form", "counts: hessian=2*n^2"),
    Claim("003.13", "quadratic-form", "counts: hessian memory=n^2 + n"),
    Claim("003.14", "hessian-vector", "z=[6, 12, 18]"),
    Claim("003.15", "hessian-vector", "counts: reverse=2*n"),
    Claim("003.15", "hessian-vector", "counts: reverse memory=3*n + 1"),
    Claim("003.15", "hessian-vector", "counts: forward=2*n^2"),
    Claim("003.15", "hessian-vector", "counts: forward memory=n^2 + 3*n"),
    Claim("003.16", "four-matrices", "counts: reverse=3*m*n"),
    Claim("003.16", "four-matrices", "counts: forward=n*(2*n + m)"),
    Claim("003.16", "four-matrices", "counts: reverse memory=2*(m + n + m*n)"),
    Claim("003.16", "four-matrices", "counts: forward memory=3*n + m + n^2 + m*n"),
    # a chain of scalars
    Claim("004.01", "relu-chain", "z1=2"),
    Claim("004.01", "relu-chain", "x1=2"),
    Claim("004.01", "relu-chain", "z2=4"),
    Claim("004.01", "relu-chain", "x2=4"),
    Claim("004.01", "relu-chain", "z3=12"),
    Claim("004.01", "relu-chain", "yhat=12"),
    Claim("004.02", "relu-chain", "dE/dyhat=4"),
    Claim("004.03", "relu-chain", "symbolic: dE/dw3=dE/dyhat * x2 * x2", WRONG, ("factor-repeated",)),
    Claim("004.04", "relu-chain", "symbolic: dE/dw2=dE/dyhat * w3 * relu'(z2) * x1 * x1 * x1", WRONG, ("factor-repeated",)),
    Claim("004.05", "sigmoid-chain", "symbolic: dE/dw2=dE/dyhat * w3 * sigmoid'(x2) * x1", WRONG, ("derivative-at-output",)),
    Claim("004.06", "sigmoid-chain", "symbolic: dE/dw1=dE/dyhat * w3 * sigmoid'(z2) * w2 * sigmoid'(z1) * x"),
    Claim("004.07", "relu-chain", "dE/dw3=16"),
    Claim("004.08", "relu-chain", "dE/dw2=24"),
    Claim("004.09", "relu-chain", "dE/dw1=24"),
    Claim("004.10", "sigmoid-chain", "symbolic: dE/dw1=dE/dyhat * w3 * w2 * sigmoid'(z1) * x", WRONG, ("mask-left-out",)),
    # matrices
    Claim("004.11", "abstract-composition", "symbolic: dphi/dW=f'(W @ g(x)).T @ v @ g(x).T"),
    Claim("004.12", "abstract-composition", "symbolic: dphi/dW=f'(W @ g(x)).T @ v * g(x)", WRONG, ("transpose-missing",)),
    Claim("004.13", "three-weight-matrices", f"symbolic: dyhat/dH2=W3 @ diag({F2})"),
    Claim("004.14", "three-weight-matrices", f"symbolic: dH2/dW2={F1} @ x.T", WRONG, ("this is 3×2",)),
    Claim("004.15", "three-weight-matrices", f"symbolic: dH2/dW1=W2.T @ diag({F1}) @ x.T", WRONG, ("the shapes do not fit",)),
    Claim("004.16", "three-weight-matrices", f"symbolic: dE/dW3=-2 * (y - yhat) * W3.T @ diag({F2})", WRONG, ("the shapes do not fit",)),
    Claim(
        "004.17", "three-weight-matrices", f"symbolic: dE/dW2=-2 * (y - yhat) * W3.T @ diag({F2}) @ {F1} @ x.T", WRONG,
        ("the shapes do not fit",),
    ),
    Claim(
        "004.18", "three-weight-matrices",
        f"symbolic: dE/dW1=-2 * (y - yhat) * W3.T @ diag({F2}) @ (W2.T @ diag({F1})) @ x.T", WRONG,
        ("the shapes do not fit",),
    ),
)  # fmt: skip

UNCHECKABLE = {
    "000.18": "names in a definition",
    "001.01": "a name in a list of steps",
    "001.08": "a matrix under two names",
    "001.10": "a sentence about two formulas",
    "002.02": "an index at a name",
    "002.10": "no answer was given",
    "003.05": "a statement over all inputs: bpcalc prove",
    "003.06": "a statement over all inputs: bpcalc prove",
    "003.07": "an entry of a vector that the network takes in one step",
    "004.19": "difference quotients: bpcalc gradcheck",
    "004.20": "difference quotients: bpcalc gradcheck",
    "004.21": "difference quotients: bpcalc gradcheck",
    "004.22": "names in code",
    "004.23": "a plot",
}
"""Statements without a number, formula, Jacobian or count that a sheet could hold, and why."""
