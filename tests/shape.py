"""`python -m tests.shape [ROOT]` prints the number of files, lines and functions of each part of the code,
and the back-end packages that import each other. It only reports; `make lint` enforces the layers.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[1]
#: Needs frontend/node_modules of this checkout, and Node on the path.
SCRIPT = ROOT / "tests" / "frontend" / "functions.mjs"
PARTS = {
    "backend": ("backend", "*.py"),
    "phone, scripts": ("frontend/src", "*.ts"),
    "phone, components": ("frontend/src", "*.svelte"),
    "tests": ("tests", "*.py"),
    "tests of the phone": ("tests/frontend", "*.ts"),
}


def files(root: Path, part: str) -> list[Path]:
    folder, pattern = PARTS[part]
    return [file for file in sorted((root / folder).rglob(pattern)) if "migrations" not in file.parts]


def functions(file: Path) -> Iterator[tuple[int, str]]:
    """The length of each function in lines, with its name."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or 0) - node.lineno + 1, f"{file.stem}.{node.name}"


def imported(file: Path) -> Iterator[str]:
    """The back-end packages that a file imports at run time, including imports within functions."""
    tree = ast.parse(file.read_text())
    guarded = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.ImportFrom)
            and node not in guarded
            and (node.module or "").startswith("backend")
        ):
            names = [f"{node.module}.{name.name}" for name in node.names]
            yield from {name.split(".")[1] for name in names}


def mutual(root: Path) -> list[tuple[str, str]]:
    """Pairs of packages that import each other."""
    packages = [
        folder for folder in sorted((root / "backend").iterdir()) if (folder / "__init__.py").exists()
    ]
    uses = {
        folder.name: {name for file in folder.rglob("*.py") for name in imported(file)} for folder in packages
    }
    return [(one, other) for one, other in combinations(uses, 2) if other in uses[one] and one in uses[other]]


def phone_functions(root: Path) -> list[tuple[int, str]]:
    """The same for the phone's code, by TypeScript's own parser (frontend/functions.mjs)."""
    sources = files(root, "phone, scripts") + files(root, "phone, components")
    names = [str(file.relative_to(root)) for file in sources if file.name != "api-types.ts"]
    done = subprocess.run(["node", str(SCRIPT), *names], cwd=root, capture_output=True, text=True, check=True)
    return [(size, name) for size, name in json.loads(done.stdout)]


def summary(what: str, found: list[tuple[int, str]]) -> Iterator[str]:
    sizes = sorted(size for size, _ in found)
    longest = ", ".join(f"{name} {size}" for size, name in sorted(found)[-3:])
    middle, p90, over = median(sizes), quantiles(sizes, n=10)[-1], sum(size > 30 for size in sizes)
    yield f"functions of {what}: median {middle:.0f} lines, p90 {p90:.0f}, {over} over 30"
    yield f"the longest: {longest}"


def described(root: Path) -> Iterator[str]:
    for part in PARTS:
        lengths = [len(file.read_text().splitlines()) for file in files(root, part)]
        yield f"{part}: {len(lengths)} files, {sum(lengths)} lines, {median(lengths):.0f} a file"
    yield from summary("the back end", [each for file in files(root, "backend") for each in functions(file)])
    yield from summary("the phone", phone_functions(root))
    pairs = mutual(root)
    yield f"packages that import each other: {len(pairs)} {' '.join('-'.join(pair) for pair in pairs)}"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in described(Path(sys.argv[1]) if sys.argv[1:] else ROOT))
