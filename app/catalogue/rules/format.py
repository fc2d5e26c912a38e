"""The file format of a course: one pydantic model a kind of file.

Authors write Markdown with YAML front matter and YAML files; these models say which keys exist, what they mean and what
they may hold. Nothing else is accepted (``extra="forbid"``), so that a misspelt key is an error and never silently
ignored. ``docs/course-format.md`` is generated from here, hence every field carries a description.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60),
]
"""A stable name in kebab-case, without æ, ø and å. It never changes, whatever happens to titles and order."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
FourLevels = Annotated[list[Text], Field(min_length=4, max_length=4)]


class CourseFileModel(BaseModel):
    """What all course files share: unknown keys are refused and values do not change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Step(CourseFileModel):
    """One of the steps of the common method, shown as the ribbon on every page."""

    id: Id = Field(description="Stable id of the step.")
    title: Title = Field(description="The step as a verb, such as *Forbered*.")
    question: Text = Field(description="The question that one can answer when the step is done.")


class CourseFile(CourseFileModel):
    """``course.yaml``: the course as a whole."""

    id: Id = Field(description="Stable id of the course.")
    title: Title = Field(description="Title that participants see.")
    summary: Text = Field(description="Two or three sentences on what one can do afterwards.")
    language: Literal["da", "en"] = Field(description="Language of the text.")
    pass_mark: int = Field(ge=1, le=100, description="Per cent of the points that passes a quiz.")
    steps: list[Step] = Field(min_length=1, max_length=8, description="The steps of the common method, in order.")
    levels: list[Title] = Field(min_length=4, max_length=4, description="Names of the four levels, lowest first.")
    modules: list[Id] = Field(
        min_length=1, description="Folder names under `modules/`, in the order in which they are taught."
    )


class ModuleFile(CourseFileModel):
    """``modules/<folder>/module.yaml``: one module and the order of its parts."""

    id: Id = Field(description="Stable id of the module.")
    number: int = Field(
        ge=1, le=99, description="Number shown before the title and in lesson codes (2 gives 2.1, 2.2)."
    )
    title: Title = Field(description="Full title.")
    short_title: Annotated[Title, StringConstraints(max_length=16)] = Field(
        description="Title of at most 16 characters for tables and phones."
    )
    summary: Text = Field(description="What the module is about, one or two sentences.")
    lessons: list[Id] = Field(min_length=1, description="Ids of the lessons, in order.")
    quiz: Id | None = Field(default=None, description="Id of the quiz; leave out when there is none.")
    assignments: list[Id] = Field(default_factory=list, description="Ids of the practice assignments, in order.")
    cases: list[Id] = Field(default_factory=list, description="Ids of the cases, in order.")


class IfThen(CourseFileModel):
    """An implementation intention (Gollwitzer 1999): a situation and what one then does."""

    if_: Text = Field(alias="if", description="The situation, continuing *Hvis …*; no capital, no full stop.")
    then: Text = Field(description="The act, continuing *så …*; no capital, no full stop.")


class LessonFile(CourseFileModel):
    """Front matter of ``modules/<folder>/lessons/<id>.md``; the body is the lesson."""

    id: Id = Field(description="Stable id; equal to the file name.")
    title: Title = Field(description="Title of the lesson.")
    summary: Text = Field(description="What one can do afterwards, as one sentence that begins *Når du har læst …*.")
    objectives: list[Text] = Field(
        min_length=1, max_length=4, description="Learning objectives, each begins with a verb."
    )
    steps: list[Id] = Field(min_length=1, description="Steps of the common method that the lesson trains.")
    tools: list[Id] = Field(default_factory=list, description="Tools that the lesson puts in hand.")
    if_then: IfThen = Field(description="The plan that the lesson ends with.")


class Option(CourseFileModel):
    """One possible answer."""

    id: Id = Field(description="Stable id inside the question.")
    text: Text = Field(description="The answer as shown.")
    correct: bool = Field(default=False, description="Whether this is a right answer.")
    feedback: Text | None = Field(default=None, description="Shown after submitting to the person who chose it.")


class QuestionBase(CourseFileModel):
    """What all kinds of question share."""

    id: Id = Field(description="Stable id inside the course.")
    text: Text = Field(description="The question.")
    explanation: Text = Field(description="Why the right answer is right; shown after submitting.")
    lesson: Id = Field(description="The lesson in which the answer is found.")


class ChoiceQuestion(QuestionBase):
    """A question with options: one right answer (`single`) or several (`multiple`)."""

    kind: Literal["single", "multiple"] = Field(description="How many answers are right.")
    options: list[Option] = Field(min_length=2, max_length=8, description="The possible answers, in the order shown.")


class OrderQuestion(QuestionBase):
    """A question whose items are to be put in order."""

    kind: Literal["order"] = Field(description="Always `order`.")
    items: list[Option] = Field(
        min_length=3, max_length=8, description="The items in the right order; `correct` unused."
    )


Question = Annotated[ChoiceQuestion | OrderQuestion, Field(discriminator="kind")]


class QuizFile(CourseFileModel):
    """``modules/<folder>/quiz.yaml``: the quiz of a module."""

    id: Id = Field(description="Stable id.")
    title: Title = Field(description="Title of the quiz.")
    questions: list[Question] = Field(min_length=1, description="The questions, in the order shown; one point each.")


class Criterion(CourseFileModel):
    """One criterion of a rubric with its four levels, lowest first."""

    id: Id = Field(description="Stable id.")
    letter: Annotated[str, StringConstraints(pattern=r"^[A-Z]$")] | None = Field(
        default=None, description="Letter of a shared criterion (A–Z); a special criterion has none."
    )
    title: Title = Field(description="Name of the criterion.")
    levels: FourLevels = Field(description="What each of the four levels looks like, lowest first.")


class RubricFile(CourseFileModel):
    """``rubric.yaml``: the criteria that the whole course shares."""

    criteria: list[Criterion] = Field(min_length=1, description="The shared criteria.")


class AssignmentFile(CourseFileModel):
    """Front matter of ``modules/<folder>/assignments/<id>.md``; the body is the task."""

    id: Id = Field(description="Stable id; equal to the file name.")
    code: Annotated[str, StringConstraints(pattern=r"^\d{1,2}\.P\d{1,2}$")] = Field(
        description="Short code, such as `2.P1`."
    )
    title: Title = Field(description="Title of the assignment.")
    summary: Text = Field(description="The task in one sentence, for lists and the dashboard.")
    steps: list[Id] = Field(min_length=1, description="Steps of the common method that are practised.")
    tool: Id = Field(description="The tool that is filled in and submitted.")
    evidence: Text = Field(description="What is to be submitted.")
    criteria: list[Id] = Field(default_factory=list, description="Ids of shared criteria from `rubric.yaml`.")
    special: Criterion = Field(description="The one criterion of this assignment.")


class Column(CourseFileModel):
    """A column of a tool field of the kind `rows`."""

    id: Id = Field(description="Stable id inside the field.")
    label: Title = Field(description="Heading of the column.")
    kind: Literal["text", "choice", "number"] = Field(description="What the cell holds.")
    options: list[Title] = Field(default_factory=list, description="The choices, for `choice`.")


class ToolField(CourseFileModel):
    """One field of a tool."""

    id: Id = Field(description="Stable id inside the tool.")
    label: Title = Field(description="The question or label.")
    kind: Literal["text", "long", "date", "number", "choice", "choices", "rows"] = Field(
        description="One line, several lines, a date, a number, one choice, several choices, or rows of columns."
    )
    help: Text | None = Field(default=None, description="Short help under the label.")
    required: bool = Field(default=False, description="Whether it must be filled in before submitting.")
    options: list[Title] = Field(default_factory=list, description="The choices, for `choice` and `choices`.")
    columns: list[Column] = Field(default_factory=list, description="The columns, for `rows`.")
    max_rows: int = Field(default=8, ge=1, le=20, description="Greatest number of rows, for `rows`.")


class ToolFile(CourseFileModel):
    """``tools/<id>.yaml``: a form that a consultant fills in; a filled-in tool is a sheet."""

    id: Id = Field(description="Stable id; equal to the file name.")
    title: Title = Field(description="Name of the tool.")
    purpose: Text = Field(description="What it is for, one sentence.")
    fields: list[ToolField] = Field(min_length=1, description="The fields, in order.")


class Term(CourseFileModel):
    """A word of the common vocabulary."""

    id: Id = Field(description="Stable id.")
    term: Title = Field(description="The word as it is looked up.")
    forms: list[Title] = Field(
        default_factory=list,
        description="Every inflected form that is to be recognised in text; the word itself is included.",
    )
    definition: Text = Field(description="One sentence that explains it to a new colleague.")
    example: Text | None = Field(default=None, description="The word used in a sentence from the job.")
    status: Literal["method", "fixed", "check"] = Field(
        description="A word of the method, a stable term of the field, or one whose rules must be looked up."
    )


class TermsFile(CourseFileModel):
    """``terms.yaml``: the vocabulary of the course."""

    terms: list[Term] = Field(min_length=1, description="The terms, in any order.")


class CasePerson(CourseFileModel):
    """Somebody in a case, by role and never by a real name."""

    role: Title = Field(description="The person's role.")
    description: Text = Field(description="What matters about them here.")


class CaseFile(CourseFileModel):
    """Front matter of ``modules/<folder>/cases/<id>.md``; the body is the story as participants read it."""

    id: Id = Field(description="Stable id; equal to the file name.")
    title: Title = Field(description="Title of the case.")
    facts: list[Text] = Field(min_length=1, max_length=5, description="The facts, a line each.")
    people: list[CasePerson] = Field(min_length=1, description="The people, by role.")
    question: Text = Field(description="The question for groups.")
    hidden_need: Text = Field(description="The need behind the words; for instructors only.")
    trap: Text = Field(description="The mistake that is easily made; for instructors only.")
    solution: Text = Field(description="A proposed way; for instructors only.")
