"""The operators and operations that are no rows of the function table: how they are typed."""

from __future__ import annotations

from bpcalc.language.sizes import Shape, letter

_M, _N, _P = letter("m"), letter("n"), letter("p")
_A, _B, _U, _V = (_M, _N), (_M, _N), (_M, 1), (_N, 1)
_OPERATORS = "operators"
_BUILDING = "building and taking apart"

OPERATIONS: tuple[tuple[str, str, str, dict[str, Shape], str], ...] = (
    ("+", _OPERATORS, "A + B", {"A": _A, "B": _B}, "a 1×1, a row or a column is repeated to fit"),
    ("-", _OPERATORS, "A - B", {"A": _A, "B": _B}, "repeats as + does"),
    ("*", _OPERATORS, "A * B", {"A": _A, "B": _B}, "entry by entry, or a number times a matrix"),
    ("/", _OPERATORS, "A / B", {"A": _A, "B": _B}, "entry by entry"),
    ("@", _OPERATORS, "A @ X", {"A": _A, "X": (_N, _P)}, "the matrix product"),
    ("^", _OPERATORS, "A^3", {"A": _A}, "entry by entry; binds before the minus: -x^2 = -(x^2)"),
    (".T", _OPERATORS, "A.T", {"A": _A}, "the transpose"),
    (
        "[]",
        _OPERATORS,
        "u[2]",
        {"u": (4, 1)},
        "from 0; a[1:3], A[i, j], A[:, 1:]; the end is not included",
    ),
    ("[t]", _OPERATORS, "p[t]", {"p": (3, 1), "t": (1, 1)}, "the entry that a label says"),
    ("==", _OPERATORS, "u == v", {"u": _U, "v": _U}, "1 or 0; also != < <= > >=, chained as -1 <= z <= 1"),
    ("and", _OPERATORS, "u > 0 and u < 1", {"u": _U}, "also or, not"),
    ("sum", "over entries", "sum(A)", {"A": _A}, "sum(A, axis=0) adds up each column, axis=1 each row"),
    (
        "count",
        "over entries",
        "count(A)",
        {"A": _A},
        "how many entries; count(A, 0): rows, count(A, 1): columns",
    ),
    ("hstack", _BUILDING, "hstack(A, B)", {"A": _A, "B": (_M, _P)}, "side by side"),
    ("vstack", _BUILDING, "vstack(A, B)", {"A": _A, "B": (_P, _N)}, "one above the other"),
    ("reshape", _BUILDING, "reshape(A, n, m)", {"A": _A}, "row by row into another shape"),
    ("vec", _BUILDING, "vec(A)", {"A": _A}, "row by row into a column"),
    ("diag", _BUILDING, "diag(v)", {"v": (3, 1)}, "the entries on the diagonal of a matrix"),
    ("outer", _BUILDING, "outer(u, v)", {"u": _U, "v": _V}, "u @ v.T"),
    ("kron", _BUILDING, "kron(A, B)", {"A": (2, 2), "B": (1, 3)}, "the Kronecker product A ⊗ B"),
    ("ones", _BUILDING, "ones(m, n)", {}, "ones(n) is a column"),
    ("zeros", _BUILDING, "zeros(m, n)", {}, "zeros(n) is a column"),
    ("eye", _BUILDING, "eye(n)", {}, "the identity matrix"),
    (
        "onehot",
        _BUILDING,
        "onehot(t, p)",
        {"t": (1, 1), "p": (3, 1)},
        "1 where a label says, else 0, in the shape of p; as an index it picks: p[t], E[t, :]",
    ),
    ("commutation", _BUILDING, "commutation(m, n)", {}, "the permutation with K vec(A) = vec(A.T) for A m×n"),
    ("derivative", _BUILDING, "derivative(tanh, x)", {"x": _V}, "f' of every entry; tanh'(x) means the same"),
)
"""Name, group, how it is typed, the shapes of the names in it, remark."""
