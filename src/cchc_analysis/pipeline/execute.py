"""Running the notebooks of a period with papermill, in a few processes, in a fresh folder.

Each process keeps one kernel, which serves one notebook after the other in a fresh namespace: most of a small notebook's time is the
start of its kernel and what it imports. Kernels talk over IPC sockets where the system has them. What papermill writes of times and
paths is taken out again, so that the same inputs give the same bytes.
"""

import atexit
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cchc_analysis.errors import NotebookError
from cchc_analysis.scratch import scratch_folder
from cchc_analysis.text import did_you_mean

# A cell that takes longer than this hangs.
CELL_SECONDS = 600
_VOLATILE = ("papermill", "execution", "tags_papermill")
_RESET = "get_ipython().reset()"

Parameter = str | int | bool


def notebook_path(folder: Path, name: str) -> Path:
    """The template of a notebook; raises NotebookError with those that exist."""
    path = folder / f"{name}.ipynb"
    if not path.is_file():
        known = sorted(other.stem for other in folder.glob("*.ipynb"))
        raise NotebookError(f'There is no notebook "{name}" in notebooks/.{did_you_mean(name, known)}')
    return path


def declared_parameters(path: Path) -> list[str]:
    """The names that the cell tagged `parameters` sets; raises NotebookError if there is no such cell."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (ValueError, KeyError):
        raise NotebookError(f"{path.name} is damaged and cannot be read as a notebook.") from None
    for cell in cells:
        if "parameters" in cell.get("metadata", {}).get("tags", []):
            lines = "".join(cell["source"]).splitlines()
            return [
                line.split("=", 1)[0].split(":")[0].strip()
                for line in lines
                if "=" in line and not line.startswith("#")
            ]
    raise NotebookError(f"{path.name} has no cell tagged parameters: it cannot be run for a period.")


def execute_all(
    notebooks: Mapping[Path, Path],
    parameters: Mapping[str, Parameter],
    jobs: int,
    tell: Callable[[str], None],
    own: Mapping[str, Mapping[str, Parameter]] = MappingProxyType({}),
    environment: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, float]:
    """Runs each notebook (template → where the executed one goes) and returns how many seconds each took, by name.

    A notebook gets those of the `parameters`, and of its `own` by its name, that it declares; `environment` is set for all kernels.
    Raises NotebookError with the cell and its error for the first that fails; the others are then given up.
    """
    known = {path: declared_parameters(path) for path in notebooks}
    for path, names in known.items():
        if "period" not in names:
            raise NotebookError(f"{path.name}: its parameters cell does not set period. It has {', '.join(names)}.")
    given = {path: {**parameters, **own.get(path.stem, {})} for path in notebooks}
    took: dict[str, float] = {}
    context = multiprocessing.get_context("spawn")
    workers = max(1, min(jobs, len(notebooks)))
    with ProcessPoolExecutor(workers, context, _set, (dict(environment),)) as pool:
        running = {
            pool.submit(
                _execute, path, target, {name: given[path][name] for name in known[path] if name in given[path]}
            ): path
            for path, target in notebooks.items()
        }
        for future in _as_they_finish(running):
            name = running[future].stem
            if error := future.exception():
                pool.shutdown(cancel_futures=True)
                raise error
            took[name] = future.result()
            tell(f"executed {len(took)}/{len(notebooks)}: {name} ({took[name]:.1f} s)")
    return took


def _set(environment: Mapping[str, str]) -> None:
    os.environ.update(environment)


def _as_they_finish(futures: Mapping[Future[float], Path]) -> Iterator[Future[float]]:
    left: Sequence[Future[float]] = list(futures)
    while left:
        done, open_ = wait(left, return_when=FIRST_COMPLETED)
        yield from done
        left = list(open_)


def _execute(source: Path, target: Path, parameters: dict[str, Parameter]) -> float:
    """One notebook, by the kernel of this process. The folder of the target is its working directory."""
    began = time.perf_counter()
    kernel = _kernel(target.parent)
    import papermill  # slow to import, and only needed here
    from papermill.exceptions import PapermillExecutionError

    _forget(kernel)
    try:
        papermill.execute_notebook(
            str(source),
            str(target),
            parameters=parameters,
            cwd=str(target.parent),
            progress_bar=False,
            kernel_name="python3",
            execution_timeout=CELL_SECONDS,
            km=kernel,
        )
    except PapermillExecutionError as error:
        raise NotebookError(_failure(source.stem, error)) from None
    _strip(target)
    return time.perf_counter() - began


@cache
def _kernel(working_directory: Path) -> Any:
    """The manager of this process's kernel for a working directory: started by the first notebook, stopped when the process ends."""
    scratch = ExitStack()
    runtime = str(scratch.enter_context(scratch_folder(Path(tempfile.gettempdir()), "cchc-kernel-")))
    os.environ["JUPYTER_RUNTIME_DIR"] = runtime  # short, because socket paths must be
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    kernel = _kernel_manager(runtime)(kernel_name="python3")
    scratch.callback(_stop, kernel)  # before the folder of its sockets goes
    atexit.register(scratch.close)
    return kernel


def _stop(kernel: Any) -> None:
    from jupyter_core.utils import run_sync

    if kernel.has_kernel:
        run_sync(kernel.shutdown_kernel)(now=True)  # it has nothing left to say


def _forget(kernel: Any) -> None:
    """Empties the namespace of a kernel that runs already, and lets it count its cells from 1 again."""
    from jupyter_core.utils import run_sync

    if not kernel.has_kernel:
        return
    client = kernel.client()
    client.start_channels()
    try:
        run_sync(client.wait_for_ready)(timeout=CELL_SECONDS)
        run_sync(client.execute_interactive)(_RESET, silent=True, store_history=False, timeout=CELL_SECONDS)
    finally:
        client.stop_channels()


def _kernel_manager(runtime: str) -> Any:
    """The class of kernel managers: sockets in the folder `runtime`, so that no two kernels meet; ports on Windows."""
    from jupyter_client.manager import AsyncKernelManager
    from traitlets import default

    if sys.platform == "win32":
        return AsyncKernelManager
    defaults = {
        "_ipc_transport": default("transport")(lambda self: "ipc"),
        "_ipc_place": default("ip")(lambda self: f"{runtime}/kernel"),
    }
    return type("IpcKernelManager", (AsyncKernelManager,), defaults)


def _failure(name: str, error: Any) -> str:
    """What failed, in one sentence; a mistake that the user can mend keeps its own words."""
    if error.ename.endswith("Error") and error.ename in _mendable():
        return f"Notebook {name}: {error.evalue}"
    source = (error.source or "").strip().splitlines()
    first = source[0] if source else ""
    return (
        f"Notebook {name} failed in cell {error.cell_index} ({first}): {error.ename}: {error.evalue}. "
        f"Open notebooks/{name}.ipynb in JupyterLab (make lab) and run it to see where."
    )


def _mendable() -> set[str]:
    from cchc_analysis import errors

    return {
        name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.CchcError)
    }


def _strip(path: Path) -> None:
    """Takes times, paths and run ids out of an executed notebook."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for part in (notebook, *notebook["cells"]):
        for name in _VOLATILE:
            part["metadata"].pop(name, None)
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"cell-{number}"
        if "injected-parameters" in cell["metadata"].get("tags", []):
            cell["source"] = "".join(
                line
                for line in "".join(cell["source"]).splitlines(keepends=True)
                if not line.startswith(("project", "data", "reports"))
            )
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
