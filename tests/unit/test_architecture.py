"""Imports go one way, measures touch no files, and no rule is negated with `~`."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "cchc_analysis"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Layer of each module, by the longest name that fits; a module imports only from its own layer or those below.
LAYERS = {
    "": 0, "errors": 0, "text": 1, "tables": 1, "rules": 1, "periods": 2, "workdays": 2, "scratch": 1,
    "measures": 3,
    "settings": 4,
    "sources": 5, "plan": 5,
    "present.markup": 6, "present.numbers": 6, "present.changes": 6, "present.chain": 6, "present.versions": 6, "present.adjustments": 6,
    "present.style": 6, "present.wording": 6, "present.display": 6,
    "edition": 7, "standing": 7,
    "present": 8,
    "pipeline": 9,
    "cli": 10,
}  # fmt: skip
# Modules of one layer that may not know each other.
STRANGERS = [("sources", "plan"), ("plan", "sources")]
# What reads, writes, runs or draws: nothing of it is any business of a measure.
IO_MODULES = {
    "pathlib",
    "os",
    "io",
    "shutil",
    "tempfile",
    "subprocess",
    "json",
    "csv",
    "tomllib",
    "papermill",
    "matplotlib",
}


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), path.name)


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything that a module imports, inside functions too."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}, line {node.lineno}: relative import"
            # `from cchc_analysis.pipeline import run` names a module, `from cchc_analysis.text import fold` does not.
            for alias in node.names:
                module = f"{node.module}.{alias.name}"
                yield node.lineno, module if is_module(module) else str(node.module)


def is_module(name: str) -> bool:
    path = PACKAGE.parent.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def own_imports(path: Path) -> Iterator[tuple[int, str]]:
    for line, name in imported(path):
        if name.split(".")[0] == "cchc_analysis":
            yield line, name.removeprefix("cchc_analysis").removeprefix(".")


def layer(name: str) -> int:
    while name not in LAYERS:
        name, _, _ = name.rpartition(".")
    return LAYERS[name]


def subpackage(name: str) -> str:
    return name.split(".")[0]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_from_below(path: Path) -> None:
    name = name_of(path)
    wrong = [
        f"line {line}: {other}"
        for line, other in own_imports(path)
        if other and (layer(other) > layer(name) or (subpackage(name), subpackage(other)) in STRANGERS)
    ]
    assert wrong == []


def test_every_module_has_a_layer_of_its_own_choosing() -> None:
    lost = [
        name_of(path)
        for path in MODULES
        if name_of(path) and layer(name_of(path)) == LAYERS[""] and name_of(path) != "errors"
    ]
    assert lost == []


def test_no_two_modules_import_each_other() -> None:
    known = {name_of(path): {other for _, other in own_imports(path)} for path in MODULES}
    pairs = [(name, other) for name, others in known.items() for other in others if name in known.get(other, ())]
    assert pairs == []


@pytest.mark.parametrize("path", sorted((PACKAGE / "measures").glob("*.py")), ids=name_of)
def test_measures_read_and_draw_nothing(path: Path) -> None:
    assert [name for _, name in imported(path) if name.split(".")[0] in IO_MODULES] == []
    calls = [node.func for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
    named = {func.id if isinstance(func, ast.Name) else getattr(func, "attr", "") for func in calls}
    assert named.isdisjoint({"open", "print", "read_parquet", "read_csv", "to_parquet", "to_csv", "now", "today"})


def builds_rules(path: Path) -> bool:
    """It takes from `rules` what rules are made of; `rules` itself may negate inside its atoms."""
    return path != PACKAGE / "rules.py" and "cchc_analysis.rules" in {name for _, name in imported(path)}


RULE_MODULES = [path for path in MODULES if builds_rules(path) or path.parent == PACKAGE / "measures"]


def test_the_modules_of_rules_are_those_we_know() -> None:
    """A further module that builds rules is held by the tests below, and shows up here to be thought about."""
    outside = [name_of(path) for path in RULE_MODULES if path.parent != PACKAGE / "measures"]
    assert outside == ["plan.measures", "sources.checks"]


@pytest.mark.parametrize("path", RULE_MODULES, ids=name_of)
def test_no_rule_is_negated_with_a_tilde(path: Path) -> None:
    """`~` on a comparison keeps missing values on pandas and drops them elsewhere; `Rule.opposite` is safe.

    `rules` alone has it, inside the atoms, where missing values are taken care of.
    """
    tildes = [
        node.lineno
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert)
    ]
    assert tildes == []


@pytest.mark.parametrize("path", RULE_MODULES, ids=name_of)
def test_rules_are_made_of_null_safe_comparisons_only(path: Path) -> None:
    """A bare `nw.col` in a condition could be missing; outside rules.py it is for adding up only."""
    bare = [
        node.lineno
        for node in ast.walk(tree_of(path))
        if isinstance(node, (ast.Compare, ast.BoolOp, ast.BinOp))
        for inside in ast.walk(node)
        if isinstance(inside, ast.Attribute) and isinstance(inside.value, ast.Name) and inside.value.id == "nw"
        if inside.attr in ("col", "lit", "when")
    ]
    assert bare == []


# Measures are one text for every engine. `core` makes pandas frames of what it found, `procedures` from the reference table.
ONE_TEXT = [PACKAGE / "measures" / f"{name}.py" for name in ("core", "counting", "dossiers", "quality", "histograms")]
ENGINE_MODULES = {"duckdb", "polars", "pyspark", "pyarrow"}
# What only pandas knows, or knows otherwise than narwhals.
PANDAS_ONLY = {
    "apply", "assign", "astype", "eq", "fillna", "iloc", "isin", "isna", "itertuples", "loc", "map", "mask", "merge", "ne",
    "notna", "query", "to_pandas", "where",
}  # fmt: skip


@pytest.mark.parametrize("path", ONE_TEXT, ids=name_of)
def test_measures_know_no_engine(path: Path) -> None:
    modules = {name.split(".")[0] for _, name in imported(path)}
    assert modules.isdisjoint(ENGINE_MODULES)
    assert "pandas" not in modules or name_of(path) == "measures.core"
    used = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Attribute) and node.attr in PANDAS_ONLY]
    # `evaluate` makes the tidy frame of figures, and gives its columns their kinds.
    makes_the_answer = [node for node in used if node.attr == "astype" and starts_with_pandas(node)]
    assert [f"line {node.lineno}: .{node.attr}" for node in used if node not in makes_the_answer] == []


def starts_with_pandas(node: ast.expr) -> bool:
    """The expression is a frame that was just made: `pd.DataFrame(…).astype(…)`."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return isinstance(node, ast.Name) and node.id == "pd"


@pytest.mark.parametrize("path", [path for path in MODULES if path.stat().st_size], ids=name_of)
def test_a_module_opens_by_saying_what_lives_in_it(path: Path) -> None:
    assert ast.get_docstring(tree_of(path))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_constant_of_a_module_is_set_twice(path: Path) -> None:
    """Two branches that each bring a text of the same name merge without a conflict, and the second wins."""
    names = [
        name.id
        for node in tree_of(path).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for name in ast.walk(target)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    ]
    assert sorted({name for name in names if names.count(name) > 1}) == []
