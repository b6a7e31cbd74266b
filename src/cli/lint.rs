//! What is wrong with a workbook, with the line of its file.

use super::{Failure, engine_over, missing_columns, print, read_workbook, shown};
use crate::engine::{Engine, Evaluation, Finding, Place, Problem, Severity};
use crate::messages::{Lang, cli as say, findings as say_findings, workbook as say_workbook};
use crate::recipe::{self, StepKind, Workbook};
use crate::table::{BoolColumn, Column, ColumnData, ColumnType, DateColumn, Numbers, Table, TextColumn};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Prints a line per problem; fails on anything above a hint.
pub(super) fn run(lang: Lang, path: &Path, file: Option<&Path>, with: &[PathBuf]) -> Result<ExitCode, Failure> {
    let (workbook, text) = read_workbook(lang, path)?;
    let mut workbook = recipe::resolved(&workbook);
    let (mut engine, has_joins) = match file {
        Some(file) => (engine_over(lang, &workbook, file, with)?, false),
        None => (without_data(&mut workbook), !workbook.source.joins.is_empty()),
    };
    let evaluation = engine.evaluate(&workbook);
    let missing = if file.is_some() { missing_columns(&workbook, &engine) } else { Vec::new() };
    let mut wrong = !missing.is_empty();
    let mut out = String::new();
    let name = shown(lang, path);
    if !missing.is_empty() {
        let sentence = say_workbook::missing_columns(lang, say_workbook::name_list(lang, &missing));
        out.push_str(&format!("{name}: {sentence}\n"));
    }
    for (finding, line) in lines(lang, &workbook, &evaluation, Some(&text)) {
        // An earlier step that cannot run without data seems not to be there.
        let waits = |step: &String| workbook.steps.iter().any(|s| s.name.trim() == step.trim() && !s.muted);
        let follows = matches!(&finding.problem, Problem::UnknownStep { step } if waits(step) && evaluation_is_empty(&evaluation, step));
        // Which columns a joined file has is not known without it.
        let perhaps_joined = has_joins && matches!(finding.problem, Problem::UnknownColumn { .. });
        if file.is_none() && (follows || perhaps_joined || leans_on_data(&finding.problem)) {
            continue;
        }
        wrong |= finding.severity > Severity::Hint;
        out.push_str(&format!("{name}: {line}\n"));
    }
    if out.is_empty() {
        out = format!("{name}: {}\n", say::no_problems(lang));
    }
    print(lang, &out)?;
    Ok(ExitCode::from(u8::from(wrong)))
}

/// Every finding with its sentence: where, in the names of the workbook and, given its text, by line and column; and what.
pub(super) fn lines<'a>(lang: Lang, workbook: &Workbook, evaluation: &'a Evaluation, text: Option<&str>) -> Vec<(&'a Finding, String)> {
    let mut out = Vec::new();
    let mut add = |step: Option<usize>, finding: &'a Finding| {
        let (segment, node) = match &finding.place {
            Place::Workbook | Place::Step | Place::Text { .. } => (None, [].as_slice()),
            Place::Segment(place) | Place::Criterion(place) => (Some(*place), [].as_slice()),
            Place::Node { segment, path } => (Some(*segment), path.as_slice()),
        };
        let mut parts = Vec::new();
        if let Some(text) = text {
            let (line, column) = match &finding.place {
                Place::Text { .. } => recipe::position_of_field(text, step, "formula"),
                _ => recipe::position_of(text, workbook, step, segment, node),
            };
            parts.push(say::line_column(lang, line, column));
        }
        if let Some(step) = step {
            let name = workbook.steps.get(step).map_or("", |s| s.name.as_str());
            parts.push(say::in_step(lang, if name.is_empty() { (step + 1).to_string() } else { name.to_owned() }));
            if let Place::Criterion(criterion) = finding.place {
                parts.push(say::in_criterion(lang, criterion + 1));
            } else if let Some(segment) = segment {
                let groups = workbook.steps.get(step).map(recipe::Step::groups).unwrap_or_default();
                parts.push(say::in_segment(lang, groups.get(segment).copied().unwrap_or_default()));
            }
            if !node.is_empty() {
                parts.push(say::in_node(lang, node.iter().map(|i| (i + 1).to_string()).collect::<Vec<_>>().join(".")));
            }
        }
        if let (Place::Text { start, .. }, Some(StepKind::Formula(formula))) =
            (&finding.place, step.and_then(|s| workbook.steps.get(s)).map(|s| &s.kind))
        {
            let before = formula.formula.get(..*start).unwrap_or_default();
            parts.push(say::character(lang, before.chars().count() + 1));
        }
        let place = parts.join(say::and_then(lang));
        let sentence = say_findings::problem(lang, &finding.problem);
        out.push((finding, if place.is_empty() { sentence } else { say::placed(lang, place, sentence) }));
    };
    for finding in &evaluation.findings {
        // Columns that the file lacks stand here once more, beside the places that ask for them.
        if !matches!(finding.problem, Problem::UnknownColumn { .. }) {
            add(None, finding);
        }
    }
    for (step, summary) in evaluation.steps.iter().enumerate() {
        summary.findings.iter().for_each(|finding| add(Some(step), finding));
    }
    out
}

/// Whether the step of that name grouped nobody for want of data.
fn evaluation_is_empty(evaluation: &Evaluation, step: &str) -> bool {
    evaluation.steps.iter().any(|s| s.name.trim() == step.trim() && s.groups.is_empty())
}

/// Whether a problem can only be told with the data at hand.
fn leans_on_data(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::OperatorNotForType { .. }
            | Problem::TypesDiffer { .. }
            | Problem::MatchesNobody
            | Problem::NeverReached { .. }
            | Problem::NoAsOf
            | Problem::ValueColumnNotNumber { .. }
            | Problem::NotANumberColumn { .. }
            | Problem::NoValues { .. }
            | Problem::NothingToShare { .. }
            | Problem::NoGaps
            | Problem::FileAwaited { .. }
            | Problem::KeyMatchesNobody { .. }
            | Problem::NotADateColumn { .. }
            | Problem::PointsNotForType { .. }
            | Problem::AllTheSame { .. }
            | Problem::UnknownCategory { .. }
            | Problem::UpliftWithoutValue
    ) || matches!(problem, Problem::Formula(problem) if problem.leans_on_types())
}

/// An engine over a table without rows that has the columns which a workbook names, each of the type that most of its conditions ask for. What
/// only data can give is put into the workbook: a day to count from where orders are rolled up.
fn without_data(workbook: &mut Workbook) -> Engine {
    let channel = workbook.source.stack.take().map(|stack| stack.column);
    let columns = recipe::columns_used(workbook).into_iter().filter(|name| channel.as_ref() != Some(name)).map(|name| {
        let data = match recipe::likely_type(workbook, &name) {
            ColumnType::Text => ColumnData::Text(TextColumn::from_iter([])),
            ColumnType::Number => ColumnData::Number(Numbers::default()),
            ColumnType::Date => ColumnData::Date(DateColumn::default()),
            ColumnType::Boolean => ColumnData::Boolean(BoolColumn::default()),
        };
        Arc::new(Column::new(name, data))
    });
    let mut columns: Vec<Arc<Column>> = columns.collect();
    columns.extend(channel.into_iter().map(|name| Arc::new(Column::new(name, ColumnData::Text(TextColumn::from_iter([]))))));
    if workbook.source.rollup.is_some() {
        workbook.as_of.get_or_insert_with(|| "2000-01-01".into());
    }
    Engine::new(Table::new(0, columns))
}
