"""``flask catalogue …``: checking, publishing and comparing courses from the command line."""

import sys
from pathlib import Path
from typing import NoReturn

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app.catalogue import actions
from app.catalogue.queries import EditionSummary, list_editions, load_edition
from app.catalogue.rules.build import build
from app.catalogue.rules.check import check
from app.catalogue.rules.compare import Change, compare
from app.catalogue.rules.edition import Edition
from app.catalogue.rules.problems import Problem
from app.catalogue.rules.reference import write_reference
from app.core.db import current_session
from config import ROOT

REFERENCE = ROOT / "docs" / "course-format.md"

commands = AppGroup("catalogue", help="Course files and editions.")


@commands.command("check")
@click.argument("path", type=click.Path(path_type=Path))
def check_course(path: Path) -> None:
    """Print every problem of the course in PATH as file:line: what, remedy; exit 1 if there is one."""
    click.echo(_summary(_build(path)))


@commands.command("publish")
@click.argument("path", type=click.Path(path_type=Path))
def publish(path: Path) -> None:
    """Publish the course in PATH as a new edition; the same content twice is one edition."""
    session = current_session()
    try:
        published = actions.publish(session, path, current_app.extensions["files"])
    except actions.CourseHasProblemsError as error:
        _fail(path, error.problems)
    session.commit()
    if published.is_new:
        click.echo(f"Edition {published.number} is published (id {published.edition_id}).")
    else:
        click.echo(f"Nothing has changed: this is edition {published.number} (id {published.edition_id}).")


@commands.command("compare")
@click.argument("old")
@click.argument("new")
def compare_editions(old: str, new: str) -> None:
    """List what differs from OLD to NEW: numbers of editions, COURSE:NUMBER, or course folders."""
    changes = compare(_edition(old), _edition(new))
    for change in changes:
        click.echo(_line(change))
    click.echo(
        f"{len(changes)} {'difference' if len(changes) == 1 else 'differences'}" if changes else "No differences"
    )


@commands.command("format")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), default=REFERENCE, show_default=False)
def write_format(output: Path) -> None:
    """Write the reference of the course format from the models."""
    output.write_text(write_reference(), encoding="utf-8", newline="\n")
    click.echo(f"Wrote {output}")


def _build(path: Path) -> Edition:
    source, problems = check(path)
    if problems or source is None:
        _fail(path, problems)
    return build(source)


def _fail(path: Path, problems: tuple[Problem, ...] | list[Problem]) -> NoReturn:
    for problem in problems:
        click.echo(problem.shown(path.as_posix()))
    click.echo(
        f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'}, so it cannot be published.", err=True
    )
    sys.exit(1)


def _summary(edition: Edition) -> str:
    modules = edition.modules
    counts = {
        "modules": len(modules),
        "lessons": sum(len(module.lessons) for module in modules),
        "questions": sum(len(module.quiz.questions) for module in modules if module.quiz),
        "assignments": sum(len(module.assignments) for module in modules),
        "cases": sum(len(module.cases) for module in modules),
        "tools": len(edition.tools),
        "terms": len(edition.terms),
        "pictures": len(edition.pictures),
    }
    words = sum(lesson.words for module in modules for lesson in module.lessons)
    listed = ", ".join(f"{count} {name[:-1] if count == 1 else name}" for name, count in counts.items())
    return f"No problems in {edition.course_id}: {listed}, {words} words in lessons."


def _edition(name: str) -> Edition:
    """Return the edition that an argument of ``compare`` names."""
    if Path(name).is_dir():
        return _build(Path(name))
    course_id, _, number = name.rpartition(":")
    session = current_session()
    found = [
        summary
        for summary in list_editions(session)
        if str(summary.number) == number and course_id in {"", summary.course_id}
    ]
    return _only(session, name, found)


def _only(session: Session, name: str, found: list[EditionSummary]) -> Edition:
    if not found:
        raise click.UsageError(f"{name} is neither a folder nor the number of an edition")
    if len(found) > 1:
        choices = ", ".join(f"{summary.course_id}:{summary.number}" for summary in found)
        raise click.UsageError(f"{name} is an edition of several courses; say which one: {choices}")
    return load_edition(session, found[0].id)


def _line(change: Change) -> str:
    parts = f" ({', '.join(change.parts)})" if change.parts else ""
    return f"{change.difference.value}: {change.kind} {change.id} “{change.title}”{parts}"
