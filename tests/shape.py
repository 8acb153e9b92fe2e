"""`python -m tests.shape [ROOT]` prints the number of files, lines and functions of each part of the code,
and the back-end packages that import each other. It only reports; `make lint` enforces the layers.
"""

import ast
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[1]
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


def described(root: Path) -> Iterator[str]:
    for part in PARTS:
        lengths = [len(file.read_text().splitlines()) for file in files(root, part)]
        yield f"{part}: {len(lengths)} files, {sum(lengths)} lines, {median(lengths):.0f} a file"
    found = sorted(each for file in files(root, "backend") for each in functions(file))
    sizes = [size for size, _ in found]
    yield f"functions of the back end: median {median(sizes):.0f} lines, p90 {quantiles(sizes, n=10)[-1]:.0f}"
    yield f"the longest: {', '.join(f'{name} {size}' for size, name in found[-3:])}"
    pairs = mutual(root)
    yield f"packages that import each other: {len(pairs)} {' '.join('-'.join(pair) for pair in pairs)}"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in described(Path(sys.argv[1]) if sys.argv[1:] else ROOT))
