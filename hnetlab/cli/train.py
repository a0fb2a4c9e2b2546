"""`hnetlab train`: learn the tasks of a benchmark one after the other."""

import json
import shlex
from pathlib import Path
from typing import Annotated

import typer

_TASKS, _TRAINING, _OUTPUT = "What to learn", "How to learn it", "What comes out"


def train(
    benchmark: Annotated[
        str | None,
        typer.Argument(
            help="regression, split-digits, permuted-digits, colored-digits, split-mnist, permuted-mnist, "
            "split-fashion, split-cifar, split-cifar100, arrays or images; with --resume it may be left out.",
            show_default=False,
        ),
    ] = None,
    tasks: Annotated[
        int | None,
        typer.Option(help="How many tasks.", metavar="N", show_default=False, rich_help_panel=_TASKS),
    ] = None,
    scenario: Annotated[
        int | None,
        typer.Option(
            help="1: the task is told at test time; 2: it is not, one head serves all; "
            "3: neither, all classes compete.",
            metavar="1|2|3",
            show_default=False,
            rich_help_panel=_TASKS,
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            help="For arrays: the file with x_train, y_train, x_test, y_test and perhaps names. "
            "For images: the folder, with a folder of pictures per class.",
            metavar="FILE.npz|FOLDER",
            show_default=False,
            rich_help_panel=_TASKS,
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(
            help="For arrays and images: tasks of K new classes each, or of so many as listed: 4,2,2.",
            metavar="K[,K...]",
            show_default=False,
            rich_help_panel=_TASKS,
        ),
    ] = None,
    classes: Annotated[
        str | None,
        typer.Option(
            help="With --split: the classes in the order in which they are learned, all or some.",
            metavar="NAME,NAME...",
            show_default=False,
            rich_help_panel=_TASKS,
        ),
    ] = None,
    size: Annotated[
        int | None,
        typer.Option(
            help="For images: the width and height that all are brought to.",
            metavar="PIXELS",
            show_default=False,
            rich_help_panel=_TASKS,
        ),
    ] = None,
    permute: Annotated[
        bool,
        typer.Option(
            "--permute",
            help="For arrays: --tasks N tasks, each with the features in another order.",
            rich_help_panel=_TASKS,
        ),
    ] = False,
    standardize: Annotated[
        bool,
        typer.Option(
            "--standardize",
            help="For arrays: take out the mean and deviation of the training samples.",
            rich_help_panel=_TASKS,
        ),
    ] = False,
    layout: Annotated[
        str | None,
        typer.Option(
            help="For arrays: hwc for images with their channels last.",
            metavar="chw|hwc",
            show_default=False,
            rich_help_panel=_TASKS,
        ),
    ] = None,
    sequence: Annotated[
        str | None,
        typer.Option(
            help="Tasks of your own: a TaskSequence, or a function that makes one.",
            metavar="FILE.py:NAME",
            show_default=False,
            rich_help_panel=_TASKS,
        ),
    ] = None,
    module: Annotated[
        str | None,
        typer.Option(
            help="A target network of your own, or a class or function that makes it.",
            metavar="FILE.py:NAME",
            show_default=False,
            rich_help_panel=_TRAINING,
        ),
    ] = None,
    network: Annotated[
        str | None,
        typer.Option(
            help="The target network: mlp (if not given), lenet, zenkenet, resnet32 or resnet18.",
            metavar="NAME",
            show_default=False,
            rich_help_panel=_TRAINING,
        ),
    ] = None,
    method: Annotated[
        str | None,
        typer.Option(
            "--method",
            "-m",
            help="hnet (if not given), finetune, scratch, joint, finetune-target, ewc, si, lwf, er, "
            "hnet-ewc, hnet-si, hnet-r, hnet-tir or dgr.",
            metavar="NAME",
            show_default=False,
            rich_help_panel=_TRAINING,
        ),
    ] = None,
    preset: Annotated[
        str | None,
        typer.Option(
            "--preset",
            "-p",
            help="quick (if not given), paper for the settings of the paper, or another of the benchmark's, "
            "which hnetlab benchmarks NAME lists.",
            metavar="NAME",
            show_default=False,
            rich_help_panel=_TRAINING,
        ),
    ] = None,
    seeds: Annotated[
        int | None,
        typer.Option(
            help="Learn with the seeds 1 to N at once.",
            metavar="N",
            show_default=False,
            rich_help_panel=_TRAINING,
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            help="Learn with this one seed, 1 if not given.",
            metavar="K",
            show_default=False,
            rich_help_panel=_TRAINING,
        ),
    ] = None,
    assignments: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            "-s",
            help="Change a setting, as often as wanted: beta=0.1, target_hidden=400,400, chunk_size=none.",
            metavar="FIELD=VALUE",
            show_default=False,
            rich_help_panel=_TRAINING,
        ),
    ] = None,
    device: Annotated[
        str, typer.Option(help="auto, cpu or cuda.", metavar="NAME", rich_help_panel=_TRAINING)
    ] = "auto",
    out: Annotated[
        Path | None,
        typer.Option(
            help="The run's folder; a new one below runs/ if not given.",
            metavar="DIR",
            show_default=False,
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Continue the run in --out, or begin it if there is none.",
            rich_help_panel=_OUTPUT,
        ),
    ] = False,
    checkpoint_seconds: Annotated[
        float,
        typer.Option(
            help="Save every so many seconds, not only after each task.",
            metavar="SECONDS",
            rich_help_panel=_OUTPUT,
        ),
    ] = 30.0,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the result as one JSON object.", rich_help_panel=_OUTPUT)
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Show no progress.", rich_help_panel=_OUTPUT)
    ] = False,
) -> None:
    """Learn the tasks of a benchmark one after the other, and show what was kept.

    For example:

    hnetlab train split-digits

    hnetlab train split-mnist --preset paper --seeds 5 --out runs/split --resume

    hnetlab train permuted-digits --method finetune --tasks 10 --set steps=200

    hnetlab train arrays --data mine.npz --split 2

    hnetlab train images --data pictures --size 32 --split 2
    """
    from hnetlab.base.errors import ConfigError
    from hnetlab.cli.outcome import outcome_text
    from hnetlab.cli.request import Request
    from hnetlab.cli.text import shown_path, terminal_width
    from hnetlab.cli.training import train_in_folder
    from hnetlab.runs.store import RunFolder

    if network is not None and module is not None:
        raise ConfigError("--network and --module exclude each other: give a network's name, or your own.")
    if resume and out is None:
        raise ConfigError("--resume needs --out DIR: give the folder of the run to continue.")
    request = Request(
        method=method,
        network=network,
        preset=preset,
        seeds=seeds,
        seed=seed,
        set=tuple(assignments or ()),
        tasks=tasks,
        data=data,
        scenario=scenario,
        split=split,
        classes=classes,
        size=size,
        permute=permute,
        standardize=standardize,
        layout=layout,
    )
    folder = None if out is None else RunFolder(out)
    own = [name for name, given in (("sequence", sequence), ("module", module)) if given]
    if benchmark:
        config = request.config(benchmark, own=own)
    else:
        config = request.stored_config(folder if resume else None)
    named = benchmark or data or sequence or module
    result = folder.result() if folder and not named else None
    if result is None:  # else a finished run is shown again, for which nothing has to be there
        result = train_in_folder(
            config,
            folder,
            device=device,
            resume=resume,
            checkpoint_seconds=checkpoint_seconds,
            quiet=quiet,
            sequence=sequence,
            module=module,
        )
    if as_json:
        typer.echo(json.dumps(result, allow_nan=False))
        return
    place = shown_path(result["run_dir"])
    typer.echo(f"\n{outcome_text(result, terminal_width())}\n")
    typer.echo(f"The run lies in {place}\nSee it in a browser: hnetlab report {shlex.quote(place)}")
