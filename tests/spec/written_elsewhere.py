"""What people write who know another notation, and what they mean by it."""

from __future__ import annotations

VALUES: tuple[tuple[str, str], ...] = (
    # brackets and commas
    ("(1, 0)", "[1, 0]"), ("(1,0)", "[1, 0]"), ("((1, 2), (3, 4))", "[[1, 2], [3, 4]]"), ("[(1, 2), (3, 4)]", "[[1, 2], [3, 4]]"),
    ("{1, 0}", "[1, 0]"), ("{{1, 2}, {3, 4}}", "[[1, 2], [3, 4]]"), ("<1, 0>", "[1, 0]"), ("(1 2)", "[1, 2]"),
    ("1 0", "[1, 0]"), ("1, 0", "[1, 0]"), ("-1 2", "[-1, 2]"), ("1.5,2.5", "[1.5, 2.5]"), ("1,2,3", "[1, 2, 3]"),
    ("[1 0]", "[1, 0]"), ("[1. 0.]", "[1., 0.]"), ("[[1 2], [3 4]]", "[[1, 2], [3, 4]]"), ("[[1, 2] [3, 4]]", "[[1, 2], [3, 4]]"),
    ("[1, 2], [3, 4]", "[[1, 2], [3, 4]]"), ("[1, 2]; [3, 4]", "[[1, 2], [3, 4]]"),
    ("1;0", "[1, 0]"), ("(1; 2)", "[1, 2]"), ("1 2; 3 4", "[[1, 2], [3, 4]]"), ("[1 2; 3 4]", "[[1, 2], [3, 4]]"),
    ("[1, 2; 3, 4]", "[[1, 2], [3, 4]]"), ("(1 2; 3 4)", "[[1, 2], [3, 4]]"), ("-[1, 2]", "[-1, -2]"), ("-(1, 2)", "[-1, -2]"),
    ("[1, 2]/3", "[1/3, 2/3]"), ("[1, 2] / 3", "[1/3, 2/3]"), ("2*[1, 2]", "[2, 4]"), ("1/2 * [1, 2]", "[1/2, 1]"),
    ("'[1, 2]'", "[1, 2]"), ('"(1, 2)"', "[1, 2]"),
    # NumPy and PyTorch
    ("np.array([1, 0])", "[1, 0]"), ("array([1., 0.])", "[1., 0.]"), ("np.array([[1, 2], [3, 4]])", "[[1, 2], [3, 4]]"),
    ("torch.tensor([1., 0.])", "[1., 0.]"), ("torch.tensor([1., 0.], requires_grad=True)", "[1., 0.]"), ("tensor(2.)", "2."),
    ("torch.Tensor([1, 0]).float()", "[1, 0]"), ("np.matrix([[1, 2], [3, 4]])", "[[1, 2], [3, 4]]"),
    ("torch.zeros(2)", "[0, 0]"), ("np.ones((2, 3))", "[[1, 1, 1], [1, 1, 1]]"), ("np.eye(2)", "[[1, 0], [0, 1]]"),
    ("np.arange(3)", "[0, 1, 2]"), ("range(3)", "[0, 1, 2]"),
    # transposes: a list is a column; rows have a direction of their own
    ("[1, 0].T", "[[1, 0]]"), ("(1, 0)^T", "[1, 0]"), ("[1, 0]ᵀ", "[1, 0]"), ("[1, 0]'", "[1, 0]"), ("[[1, 2]]^T", "[1, 2]"),
    ("transpose([1, 0])", "[[1, 0]]"), ("[[1, 2], [3, 4]].T", "[[1, 3], [2, 4]]"), ("[1, 0].transpose()", "[[1, 0]]"),
    # LaTeX, Markdown, quotation marks
    ("\\frac{1}{2}", "1/2"), ("$1/2$", "1/2"), ("\\sqrt{2}", "sqrt(2)"), ("`1`", "1"), ("“1”", "1"), ("'1'", "1"),
    ("\\begin{pmatrix} 1 \\\\ 0 \\end{pmatrix}", "[1, 0]"), ("[1 & 0]", "[1, 0]"),
    # one number
    ("1½", "3/2"), ("½", "1/2"), ("-½", "-1/2"), ("50%", "0.5"), ("50 %", "0.5"), ("√2", "sqrt(2)"), ("–1", "-1"), ("1÷3", "1/3"),
    ("2·10^-3", "2e-3"), ("2×10^-3", "2e-3"), ("≈1", "1"), ("- 1", "-1"), ("1;", "1"), ("x = 1", "1"), ("=1", "1"),
    ("-04", "-4"), ("-01.269", "-1.269"), ("007", "7"), ("1/04", "1/4"),
    # commas, blanks and signs in a number
    ("0,5", "0.5"), ("-0,5", "-0.5"), ("1,0", "[1, 0]"), ("1,0", "1.0"), ("10,000", "10000"), ("10,000", "10.000"), ("1,234", "1.234"), ("1,234", "1234"),
    ("1,234,567", "1234567"), ("1 000", "1000"), ("1 234", "1234"), ("1 234", "[1, 234]"), ("1\xa0000", "1000"), ("1\u202f000", "1000"), ("1'000", "1000"),
    ("1’000", "1000"), ("1_000", "1000"), ("1.000,5", "1000.5"), ("1,000.5", "1000.5"), ("1 1/2", "3/2"), ("1 1/2", "[1, 1/2]"),
    ("[1,000, 2,000]", "[1000, 2000]"), ("[1,000, 2,000]", "[1.000, 2.000]"),
    # letters of East Asian keyboards
    ("１", "1"), ("[１, ０]", "[1, 0]"), ("（1，0）", "[1, 0]"), ("1．5", "1.5"), ("－1", "-1"),
)  # fmt: skip
"""Values; where a text may mean two things it stands here with both."""

EQUATIONS: tuple[tuple[str, str], ...] = (
    # functions without brackets, and with a power
    ("z = relu x", "z = relu(x)"), ("z = sin x + b", "z = sin(x) + b"), ("z = ln u", "z = log(u)"), ("z = exp -x", "z = exp(-x)"),
    ("z = sum x", "z = sum(x)"), ("z = sin²(x)", "z = sin(x)^2"), ("z = sin^2(x)", "z = sin(x)^2"), ("z = sin² x", "z = sin(x)^2"), ("z = relu[x]", "z = relu(x)"),
    ("z = max[x, 0]", "z = max(x, 0)"), ("z = relu{x}", "z = relu(x)"), ("z = e^x", "z = exp(x)"), ("z = 1/(1+e^-x)", "z = 1/(1+exp(-x))"), ("z = e^(-x)", "z = exp(-x)"),
    # products without a sign
    ("z = 2x", "z = 2*x"), ("z = 2(x+b)", "z = 2*(x+b)"), ("z = 3x^2", "z = 3*x^2"), ("z = .5x", "z = .5*x"), ("z = 1/2x", "z = 1/2*x"), ("z = 1/2x", "z = 1/(2*x)"), ("z = W x + b", "z = W @ x + b"), ("z = Wx + b", "z = W @ x + b"),
    ("z = W·x", "z = W @ x"), ("z = x · b", "z = x * b"), ("z = 2 · x", "z = 2 * x"), ("z = W \\cdot x", "z = W @ x"), ("z = x × b", "z = x * b"), ("z = x(0)", "z = x * 0"), ("z = x(b)", "z = x * b"),
    # methods and libraries
    ("z = x.sum()", "z = sum(x)"), ("z = x.relu()", "z = relu(x)"), ("z = x.relu().sum()", "z = sum(relu(x))"), ("z = x.view(1, 2)", "z = reshape(x, 1, 2)"), ("z = W.t()", "z = W.T"), ("z = W.T() @ x", "z = W.T @ x"),
    ("z = W.dot(x)", "z = W @ x"), ("z = (x + b).tanh()", "z = tanh(x + b)"), ("z = 2 * x.add(b)", "z = 2 * (x + b)"), ("z = tf.nn.relu(x)", "z = relu(x)"),
    ("z = torch.relu(x)", "z = relu(x)"), ("z = F.relu(x)", "z = relu(x)"), ("z = nn.ReLU()(x)", "z = relu(x)"), ("z = torch.nn.functional.relu(W @ x + b)", "z = relu(W @ x + b)"),
    ("z = np.maximum(0, x)", "z = max(0, x)"), ("z = np.dot(W, x)", "z = W @ x"), ("z = 2 * np.add(x, b)", "z = 2 * (x + b)"), ("z = np.linalg.norm(x)", "z = norm(x)"), ("z = np.exp(np.sin(x))", "z = exp(sin(x))"),
    # LaTeX
    ("z = \\frac{1}{2} * x", "z = 1/2 * x"), ("z = \\frac{x + b}{2}", "z = (x + b)/2"), ("z = x / \\frac{1}{2}", "z = x / (1/2)"), ("z = 3 - \\frac{1}{2} * x", "z = 3 - 1/2 * x"), ("z_{1} = 2*x", "z1 = 2*x"), ("z = x_{1} * u", "z = x1 * u"), ("z = x^{2}", "z = x^2"), ("z = x^{-1}", "z = x^(-1)"),
    ("z = W^{T} @ x", "z = W.T @ x"), ("z = W^\\top @ x", "z = W.T @ x"), ("z = W^T @ x", "z = W.T @ x"), ("z = \\sqrt{u}", "z = sqrt(u)"), ("z = \\tanh(x)", "z = tanh(x)"), ("z = $x$", "z = x"), ("z = \\hat{y} * x", "z = yhat * x"),
    ("z = \\left(x + b\\right)", "z = (x + b)"), ("z = \\max(0, x)", "z = max(0, x)"), ("z = \\sigma(x)", "z = sigmoid(x)"),
    # signs of paper and of other languages
    ("z = x²", "z = x^2"), ("z = xᵀ @ W", "z = x.T @ W"), ("z = √u", "z = sqrt(u)"), ("z = √(u + x)", "z = sqrt(u + x)"), ("z = ‖x‖", "z = norm(x)"), ("z = ||x||", "z = norm(x)"), ("z = ½ * x", "z = 1/2 * x"),
    ("z = –x", "z = -x"), ("z = x ÷ b", "z = x / b"), ("z = x .* b", "z = x * b"), ("z = x ./ b", "z = x / b"), ("z = x .^ 2", "z = x^2"), ("z = x ∗ b", "z = x * b"),
    ("z = indicator(x <> b)", "z = indicator(x != b)"), ("z = indicator(x => b)", "z = indicator(x >= b)"), ("z = indicator(x =< b)", "z = indicator(x <= b)"), ("z = indicator(x ! = b)", "z = indicator(x != b)"),
    ("z = indicator(x > 0 && b > 0)", "z = indicator(x > 0 and b > 0)"), ("z = indicator(x > 0 || b > 0)", "z = indicator(x > 0 or b > 0)"), ("z = indicator(!(x > 0))", "z = indicator(not (x > 0))"),
    ("z = 1,5 * x", "z = 1.5 * x"), ("z = 0,5*x", "z = 0.5*x"), ("z = 50% * x", "z = 0.5 * x"), ("z = 1 000 * x", "z = 1000 * x"), ("z = 1_000 * x", "z = 1000 * x"), ("z = 04 * x", "z = 4 * x"),
    ("z = {x + b} * 2", "z = (x + b) * 2"), ("z = 'x'", "z = x"), ("z = `x` + b", "z = x + b"), ("z = x;", "z = x"), ("z = x'", "z = x.T"),
    # signs in the place of =
    ("z := 2*x", "z = 2*x"), ("z <- 2*x", "z = 2*x"), ("z ← 2*x", "z = 2*x"), ("z == 2*x", "z = 2*x"), ("z -> x", "z = x"), ("let z = 2*x", "z = 2*x"), ("eq: z = W @ x", "z = W @ x"), ("{'z = 2*x'}", "z = 2*x"), ("W @ x", "z1 = W @ x"),
    # letters of other keyboards
    ("z ＝ W @ x", "z = W @ x"), ("z = W ＠ x", "z = W @ x"), ("z = 2＊x", "z = 2*x"), ("z = （x + b）", "z = (x + b)"), ("z = １ * x", "z = 1 * x"), ("z = Ｗ @ x", "z = W @ x"), ("z = W @ х", "z = W @ x"),
    # functions with another name
    ("z = tan(x)", "z = sin(x) / cos(x)"), ("z = log10(x)", "z = log(x) / log(10)"), ("z = log2(x)", "z = log(x) / log(2)"), ("z = 3 - log1p(x)", "z = 3 - log(1 + x)"), ("z = 2 * cosh(x)", "z = exp(x) + exp(-x)"), ("z = 1 / tan(x)", "z = cos(x) / sin(x)"),
    ("z = swish(x)", "z = silu(x)"), ("z = square(x + 1)", "z = (x + 1)^2"), ("z = prelu(x, 1/4)", "z = leaky_relu(x, slope=1/4)"), ("z = sigm(x)", "z = sigmoid(x)"), ("z = relu6(3 * x)", "z = min(max(3 * x, 0), 6)"), ("z = log_sigmoid(x)", "z = log(sigmoid(x))"),
    ("z = inner(x, u)", "z = x.T @ u"), ("z = where(x > 1, x, 0)", "z = indicator(x > 1) * x"), ("z = std(x)", "z = norm(x - mean(x)) / sqrt(2)"), ("z = clip(x, 0, 1)", "z = min(max(x, 0), 1)"), ("z = cat(x, u)", "z = vstack(x, u)"), ("z = rmse(x, y)", "z = sqrt(mse(x, y))"),
    ("z = LeakyReLU(x)", "z = leaky_relu(x)"), ("z = sigmod(x)", "z = sigmoid(x)"), ("z = tahn(x)", "z = tanh(x)"), ("z = sgn(x)", "z = sign(x)"), ("z = Sigmoid(x)", "z = sigmoid(x)"), ("z = len(x) * x", "z = 2 * x"), ("z = softsign(x)", "z = x / (1 + abs(x))"),
)  # fmt: skip
"""Equations between W (2×2), x, u, b and y (2×1), x1 and yhat (1×1)."""

ENTRIES: tuple[tuple[str, str], ...] = (
    ("relu x", "z1 = relu(x)"), ("relu(x)", "z1 = relu(x)"), ("relu()", "relu"), ("ReLU", "relu"), ("nn.ReLU()", "relu"), ("Softmax()", "softmax"), ("soft_max", "softmax"), ("sigmoyd", "sigmoid"),
    ("leaky_relu(0.1)", "leaky_relu: 0.1"), ("LeakyReLU(0.1)", "leaky_relu: 0.1"), ("swish", "silu"), ("tan", "z1 = sin(x) / cos(x)"), ("log10", "z1 = log(x) / log(10)"),
    ("flatten", "z1 = vec(x)"), ("vec", "z1 = vec(x)"), ("reshape: [1, 2]", "z1 = reshape(x, 1, 2)"), ("outer: x", "z1 = outer(x, x)"),
    ("linear([[1, 2]])", "linear: {weights: [[1, 2]]}"), ("linear(W)", "linear: {weights: W}"), ("nn.Linear: {weights: [[1, 2]]}", "linear: {weights: [[1, 2]]}"), ("Dense: {weights: [[1, 2]]}", "linear: {weights: [[1, 2]]}"),
    ("lin: {weights: [[1, 2]]}", "linear: {weights: [[1, 2]]}"), ("h: ReLU", "h: relu"), ("h: {Linear: {weights: [[1, 2]]}}", "h: {linear: {weights: [[1, 2]]}}"), ("leaky_relu: slope: 0.1", "leaky_relu: {slope: 0.1}"),
    ("leaky_relu: 0,1", "leaky_relu: 0.1"), ("leaky_relu: {slope: 10%}", "leaky_relu: 0.1"), ("- relu", "relu"), ("* z = 2 * x", "z = 2 * x"),
)  # fmt: skip
"""Entries under `layers`, with the input x (2×1) and the parameter W (2×2)."""

_NET = "layers:\n  - z = 2 * x\n"
_RIGHT = "inputs: {x: 1}\n" + _NET
SPECS: tuple[tuple[str, str], ...] = (
    # signs in the place of the colon
    ("inputs = {x: 1}\n" + _NET, _RIGHT), ("inputs: {x = 1}\n" + _NET, _RIGHT), ("inputs: {x = [1, 0]}\n" + _NET, "inputs: {x: [1, 0]}\n" + _NET), ("inputs: {x=1, u = 2}\n" + _NET, "inputs: {x: 1, u: 2}\n" + _NET),
    ("inputs:{x: 1}\n" + _NET, _RIGHT), ("inputs :{x: 1}\n" + _NET, _RIGHT), ("inputs：{x: 1}\n" + _NET, _RIGHT), ("inputs： {x: 1}\n" + _NET, _RIGHT), ("inputs: x: 1\n" + _NET, _RIGHT),
    ("inputs: {х: 1}\n" + _NET, _RIGHT), ("inputs: {ｘ: 1}\n" + _NET, _RIGHT),
    # a value of several lines has a line of its own in what is typed
    ("inputs: {x: 1}\ntarget: {y: 1}\nlayers: [tanh]\nloss: huber: 2\n", "inputs: {x: 1}\ntarget: {y: 1}\nlayers: [tanh]\nloss: {huber: 2}\n"),
    ("inputs: {x: 1}\ntarget: {y: 3}\nlayers: [tanh]\nloss: rmse\n", "inputs: {x: 1}\ntarget: {y: 3}\nlayers: [tanh]\nloss: sqrt(mse(yhat, y))\n"),
    ("inputs: {x: 1}\ntarget: {y: 3}\nlayers: [tanh]\nloss: MeanSquaredError\n", "inputs: {x: 1}\ntarget: {y: 3}\nlayers: [tanh]\nloss: mse\n"),
    ("inputs: {x: [1, 0]}\nparameters: {W: (1, 2)}\nlayers:\n  - z = W.T @ x\n", "inputs: {x: [1, 0]}\nparameters: {W: [1, 2]}\nlayers:\n  - z = W.T @ x\n"),
    ("inputs: {x: [1, 0]}\nlayers:\n  - linear: {weights: [[1, 2]], bias: (3)}\n  - linear: {weights: (2)}\n", "inputs: {x: [1, 0]}\nlayers:\n  - linear: {weights: [[1, 2]], bias: 3}\n  - linear: {weights: 2}\n"),
)  # fmt: skip
"""Whole specs."""

_NUMBER = "write a number: 0, 1, -0.5, 1/3"
_CONSTANT = "write a number, or a constant such as 1/3 or sqrt(2)"
_KNOWN = "bpcalc ops lists the functions; a spec adds its own under functions:"
_LAYERS = "write linear, relu, sigmoid …, or an equation such as z1 = W1 @ x"


def _with_value(text: str) -> str:
    return f"inputs: {{x: {text}}}\n{_NET}"


def _with_equation(text: str) -> str:
    return f"inputs: {{x: [1, 2], W2: 3, theta: 1}}\nlayers:\n  - {text}\n"


LESS: tuple[tuple[str, str], ...] = (
    (_with_value("1.5.2"), _NUMBER), (_with_value("1..5"), _NUMBER), (_with_value("0x1F"), _NUMBER), (_with_value("1:30"), _NUMBER),
    (_with_value("1e"), _CONSTANT), (_with_value("2x"), _CONSTANT), (_with_value("1.0f"), _CONSTANT), (_with_value("one"), _CONSTANT), (_with_value("[1, None]"), _CONSTANT),
    (_with_value("3 or 4"), "write one number, or a case for each"), (_with_value("not 4"), "write one number, or a case for each"), (_with_value("1 < 2"), "write one number, or a case for each"),
    (_with_value("[0.1, ..., 0.9]"), "write all of them, or {random: [rows, columns], seed: 1}"),
    (_with_equation("z = randn(2) * x"), "bpcalc has no random numbers in equations; write {random: [2, 3], seed: 1} as a value, under inputs:"),
    (_with_equation("z = prod(x)"), "bpcalc has no product of entries; write x[0] * x[1] * x[2]"),
    (_with_equation("z = inv(x)"), "bpcalc has no matrix inverse; give what it would be as a value, under inputs:"),
    (_with_equation("z = arctan(x)"), "bpcalc has no inverse of sin, cos or tan; give what it would be as a value, under inputs:"),
    (_with_equation("z = foo(x)"), _KNOWN), (_with_equation("z = sni(x)"), "did you mean sin?"), (_with_equation("z = sim(x)"), _KNOWN), (_with_equation("z = tenh(x)"), _KNOWN),
    (_with_equation("z = 2 * W3"), "give it a value, or define it above; known here: x, W2, theta"), (_with_equation("z = 2 * zeta"), "give it a value, or define it above; known here: x, W2, theta"),
    (_with_equation("z = y hat"), "y is no quantity; a name is one word, and an operator stands between two"), (_with_equation("z = x if x > 0 else 0"), "choose with indicators, as indicator(x > 0) * a + indicator(x <= 0) * b"),
    (_with_equation("z = 2*x\n    l = z^2"), "put it on a line of its own, behind a dash"), (_with_equation("z = [x, x]"), "write vstack(u, v) for one above the other, hstack(u, v) for side by side"),
    (_with_equation("f(x) = x^2"), "a function stands under functions:, as f(x): x^2"), (_with_equation("z = x // 2"), "write / for the quotient"), (_with_equation("z = n!"), "there is no factorial; multiply"),
    (_with_equation("z = x⁻¹"), "write 1/x for a reciprocal, as there is no matrix inverse"),
    (_with_equation("dropout: 0.5"), "bpcalc has no dropout; leave it out"), (_with_equation("stuff"), _LAYERS), (_with_equation("quux: corge"), _LAYERS),
    ("inputs: {x: 1}\nlayers:\n  linear: {weights: [[1]]}\n  linear: {weights: [[2]]}\n", "begin each layer with - on a line of its own"),
    ("inputs: {x: 1}\nlayers:\n  - \"z = \\tanh(x)\"\n", "write '…' instead of \"…\""), ("inputs: {x: 1}\nlayers:\n  - \"z = \\frac x\"\n", "write '…' instead of \"…\""),
    ("```yaml\n" + _RIGHT + "```\n", "begin a remark with #, or delete it"), ("// the input\n" + _RIGHT, "begin a remark with #, or delete it"),
    ("inputs: ｛x: 1}\n" + _NET, "type a common {"), ("inputs: {x： 1}\n" + _NET, "type a common : and a space behind it"), ("inputs: {x: 1}\nlayers：\n  - z = 2 * x\n", "type a common : and a space behind it"),
    ("inputs: {x: 1}\nfunctions: {a(z): b(z), b(z): a(z)}\nlayers: [a]\n", "write one of the formulas without the others"),
    ("inputs: {x: 1}\nfunctions: {a(z): b(z), b(z): c(z), c(z): a(z)}\nlayers: [a]\n", "write one of the formulas without the others"),
    ("inputs: {x: 1, y: 2}\ntarget: {y: 1}\nlayers:\n  - yhat = x\nloss: mse\n", "rename one of them"),
)  # fmt: skip
"""Specs with what is said of them: nothing that would mean something else."""
