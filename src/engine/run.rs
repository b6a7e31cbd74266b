//! The engine: evaluates a workbook step by step, computing again only the steps that an edit touches.

use super::assembly::Assembly;
use super::groups::{Counted, Measured};
use super::rows::RowCache;
use super::*;
use crate::recipe::{Step, Workbook};
use crate::steps::{self, Caches, EarlierStep, Grouping, Members, StepContext, StepOutput};
use crate::table::{Bitmap, Column, ColumnType, Table, date, free_name};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// A loaded table with the last evaluation of a workbook over it.
pub struct Engine {
    /// The files, and the customers that are made of them.
    assembly: Assembly,
    /// The customers.
    pub(super) source: Table,
    pub(super) result: Table,
    pub(super) steps: Vec<StepRun>,
    pub(super) caches: Caches,
    pub(super) rows: RowCache,
    mapping: BTreeMap<String, String>,
    as_of: Option<i32>,
    /// The value column in force.
    value: Option<Arc<Column>>,
}

/// One step of the last evaluation.
pub(super) struct StepRun {
    step: Step,
    /// What its output depended on beside its parameters.
    inputs: Inputs,
    /// Columns of the source and of the steps before it.
    columns_before: usize,
    /// None for a muted step.
    pub(super) output: Option<Arc<StepOutput>>,
    /// What its groups, or those of the same step before the last edit, came to.
    groups: Option<Counted>,
}

/// What the output of a step depends on beside its parameters and the source.
#[derive(Clone, Default)]
struct Inputs {
    as_of: Option<i32>,
    value: Option<Arc<Column>>,
    mapping: BTreeMap<String, String>,
    earlier: Vec<(String, Arc<StepOutput>)>,
}

impl PartialEq for Inputs {
    fn eq(&self, other: &Inputs) -> bool {
        self.as_of == other.as_of
            && same_column(self.value.as_ref(), other.value.as_ref())
            && self.mapping == other.mapping
            && self.earlier.len() == other.earlier.len()
            && self.earlier.iter().zip(&other.earlier).all(|(a, b)| a.0 == b.0 && Arc::ptr_eq(&a.1, &b.1))
    }
}

pub(super) fn same_column(a: Option<&Arc<Column>>, b: Option<&Arc<Column>>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        _ => false,
    }
}

impl Engine {
    /// An engine over a table that is of no file, with no step yet.
    pub fn new(table: Table) -> Engine {
        Engine::of_file(SourceFile::bare(table))
    }

    /// An engine over a file, with no step yet.
    pub fn of_file(main: SourceFile) -> Engine {
        let table = main.table.clone();
        Engine {
            assembly: Assembly::new(main),
            result: table.clone(),
            source: table,
            steps: Vec::new(),
            caches: Caches::new(),
            rows: RowCache::default(),
            mapping: BTreeMap::new(),
            as_of: None,
            value: None,
        }
    }

    /// Puts another main file in place, unevaluated; the further files stay.
    pub fn set_main(&mut self, main: SourceFile) {
        self.assembly.set_main(main);
        self.changed();
    }

    /// Takes a further file, in place of one of the same name. The next evaluation uses it where the workbook names it.
    pub fn add_file(&mut self, file: SourceFile) {
        self.assembly.add(file);
    }

    /// Lets a further file go.
    pub fn remove_file(&mut self, name: &str) {
        self.assembly.remove(name);
    }

    /// What the further file of that name looks like it is for; None where there is none.
    pub fn propose(&self, name: &str) -> Option<FileProposal> {
        self.assembly.propose(name)
    }

    /// Names of the columns of the rows, before any roll-up.
    pub fn row_columns(&self) -> Vec<String> {
        self.assembly.rows().columns().iter().map(|c| c.name.clone()).collect()
    }

    /// The main file as it was read.
    pub fn file_table(&self) -> &Table {
        self.assembly.main_table()
    }

    /// Takes the statistics of the main file's columns, so that they are not computed again.
    pub fn set_profile(&self, profile: Vec<ColumnProfile>) {
        self.assembly.set_profile(profile);
    }

    /// Where the original cells of the result stand.
    pub fn originals(&self) -> &Rc<Originals> {
        self.assembly.originals()
    }

    /// Nothing of the last evaluation holds for other customers.
    fn changed(&mut self) {
        self.source = self.assembly.customers().clone();
        self.result = self.source.clone();
        self.steps.clear();
        self.rows = RowCache::default();
        self.value = None;
    }

    /// The columns of the source.
    pub fn table(&self) -> &Table {
        &self.source
    }

    /// The columns of the source, then those of the steps of the last evaluation.
    pub fn result(&self) -> &Table {
        &self.result
    }

    /// Evaluates a workbook. Never fails: what is wrong is left out and said in the findings.
    pub fn evaluate(&mut self, workbook: &Workbook) -> Evaluation {
        self.evaluate_measured(workbook, &[])
    }

    /// Evaluates a workbook, with the sum and mean of these number columns for each group beside those of the value column.
    pub fn evaluate_measured(&mut self, workbook: &Workbook, measures: &[String]) -> Evaluation {
        let mut findings = Vec::new();
        self.mapping.clone_from(&workbook.source.mapping);
        let stacked = self.assembly.stack(&workbook.source);
        let newest = self.assembly.newest();
        self.as_of = match workbook.as_of.as_deref().map(str::trim) {
            None | Some("") => newest,
            Some(text) => date::parse_iso(text).or_else(|| {
                findings.push(at_workbook(Problem::BadAsOf { text: text.to_owned() }));
                newest
            }),
        };
        let anew = self.assembly.roll(&workbook.source, &self.mapping, self.as_of) || stacked;
        if self.assembly.join(&workbook.source, &self.mapping, anew) {
            self.changed();
        }
        findings.extend(self.assembly.findings());
        let before = std::mem::take(&mut self.steps);
        let mut before = before.into_iter().map(Some).collect::<Vec<_>>();
        let mut result = self.source.clone();
        let mut earlier: Vec<EarlierStep> = Vec::new();
        let mut inputs = Inputs { as_of: self.as_of, mapping: workbook.source.mapping.clone(), ..Inputs::default() };
        let mut own_findings = Vec::with_capacity(workbook.steps.len());
        for (position, step) in workbook.steps.iter().enumerate() {
            let mut own = Vec::new();
            let name = step_name(step, position);
            if step.name.trim().is_empty() {
                own.push(Finding { severity: Severity::Warning, place: Place::Step, problem: Problem::EmptyName });
            } else if workbook.steps[..position].iter().any(|s| s.name.trim() == step.name.trim()) {
                let problem = Problem::DuplicateName { name: step.name.clone() };
                own.push(Finding { severity: Severity::Warning, place: Place::Step, problem });
            }
            own_findings.push(own);
            let columns_before = result.columns().len();
            inputs.value = workbook.value_column.as_ref().and_then(|value| self.value_column(&result, value).ok().cloned());
            if step.muted {
                self.steps.push(StepRun { step: step.clone(), inputs: inputs.clone(), columns_before, output: None, groups: None });
                continue;
            }
            // The same step may stand elsewhere now; its output is good wherever its inputs are the same.
            let known = before.iter_mut().find(|run| {
                run.as_ref().is_some_and(|run| {
                    run.output.is_some() && run.step == *step && step_name(&run.step, position) == name && run.inputs == inputs
                })
            });
            let run = match known.and_then(Option::take) {
                Some(run) => StepRun { columns_before, ..run },
                None => {
                    // The sums of its groups so far: an edit moves few of the customers.
                    let counted =
                        before.iter_mut().flatten().find(|run| step_name(&run.step, position) == name).and_then(|run| run.groups.take());
                    let context = StepContext {
                        rows: result.rows(),
                        columns: result.columns(),
                        mapping: &self.mapping,
                        as_of: self.as_of,
                        value: inputs.value.as_ref(),
                        earlier: &earlier,
                        caches: &self.caches,
                    };
                    let mut output = steps::compute(&name, &step.kind, &context);
                    make_unique(&mut output, &result);
                    StepRun { step: step.clone(), inputs: inputs.clone(), columns_before, output: Some(Arc::new(output)), groups: counted }
                }
            };
            if let Some(output) = &run.output {
                output.columns.iter().for_each(|column| result.push(column.clone()));
                earlier.push(EarlierStep { name: name.clone(), grouping: output.grouping.clone() });
                inputs.earlier.push((name, output.clone()));
            }
            self.steps.push(run);
        }
        drop(before);
        self.result = result;
        self.caches.sweep();
        self.rows.clear();
        self.value = match workbook.value_column.as_deref().map(|value| self.value_column(&self.result, value)) {
            None => None,
            Some(Ok(column)) => Some(column.clone()),
            Some(Err(problem)) => {
                findings.push(at_workbook(problem));
                None
            }
        };
        self.summarise(workbook, measures, findings, own_findings)
    }

    /// The column that the workbook calls `name`, where it is a number column.
    fn value_column<'a>(&self, table: &'a Table, name: &str) -> Result<&'a Arc<Column>, Problem> {
        let found = self.mapping.get(name).map_or(name, String::as_str);
        match table.column(found) {
            None => Err(Problem::ValueColumnMissing { column: name.to_owned() }),
            Some(column) if column.column_type() != ColumnType::Number => Err(Problem::ValueColumnNotNumber { column: name.to_owned() }),
            Some(column) => Ok(column),
        }
    }

    fn summarise(
        &mut self,
        workbook: &Workbook,
        measures: &[String],
        mut findings: Vec<Finding>,
        own_findings: Vec<Vec<Finding>>,
    ) -> Evaluation {
        let measured = Measured {
            rows: self.source.rows(),
            value: self.value.clone(),
            measures: measures.iter().map(|name| self.value_column(&self.result, name).ok().cloned()).collect(),
        };
        let total = self.value.as_ref().map(|column| self.caches.numbers(column).sum);
        let mut columns: Vec<ColumnInfo> = self.source.columns().iter().map(|c| info(c, None)).collect();
        let mut summaries = Vec::with_capacity(self.steps.len());
        for (position, (run, mut own)) in self.steps.iter_mut().zip(own_findings).enumerate() {
            let mut summary = StepSummary {
                name: run.step.name.clone(),
                groups: Vec::new(),
                overlapping: false,
                findings: Vec::new(),
                detail: StepDetail::None,
            };
            if let Some(output) = &run.output {
                columns.extend(output.columns.iter().map(|c| info(c, Some(position))));
                own.extend(output.findings.iter().cloned());
                summary.detail = output.detail.clone();
                if let Some(grouping) = &output.grouping {
                    summary.overlapping = matches!(grouping.members, Members::Overlapping(_));
                    let counted = Counted::of(grouping, &measured, run.groups.take(), &self.caches);
                    summary.groups.clone_from(&counted.summaries);
                    run.groups = Some(counted);
                }
            }
            summary.findings = own;
            summaries.push(summary);
        }
        // Columns that the steps ask for and the file lacks, each once.
        let mut missing = Vec::new();
        for finding in summaries.iter().flat_map(|s| &s.findings) {
            if let Problem::UnknownColumn { column } = &finding.problem
                && !missing.contains(column)
            {
                missing.push(column.clone());
            }
        }
        findings.extend(missing.into_iter().map(|column| at_workbook(Problem::UnknownColumn { column })));
        Evaluation {
            rows: self.source.rows(),
            as_of: self.as_of,
            value: workbook.value_column.clone().zip(total),
            steps: summaries,
            columns,
            findings,
            rolled: self.assembly.rolled().map(|(report, profile)| Rolled { report: report.clone(), profile: profile.clone() }),
            files: self.assembly.assembled().map(Box::new),
        }
    }

    /// The rows in any of these groups; None where the step is unknown, muted or groups nobody.
    pub fn group_rows(&self, filter: &GroupFilter) -> Option<Bitmap> {
        Some(self.grouping(filter.step)?.union(&filter.groups))
    }

    /// Names of a step's groups, in the order shown; None as for [`Engine::group_rows`].
    pub fn group_names(&self, step: usize) -> Option<Vec<String>> {
        Some(self.grouping(step)?.groups.iter().map(|group| group.name.clone()).collect())
    }

    pub(super) fn grouping(&self, step: usize) -> Option<&Arc<Grouping>> {
        self.steps.get(step)?.output.as_ref()?.grouping.as_ref()
    }

    /// The text of a cell of the result: numbers in their shortest form that reads back as the same number, dates as `YYYY-MM-DD`; empty where
    /// missing, and where there is no such column or row.
    pub fn cell(&self, row: usize, column: &str) -> String {
        self.result.column(column).filter(|_| row < self.result.rows()).map(|c| c.cell(row)).unwrap_or_default()
    }

    /// Why a customer is where it is: the verdict of each step that is not muted. A row past the last has none.
    pub fn explain(&mut self, row: usize) -> Explanation {
        let mut out = Explanation { row, steps: Vec::new() };
        if row >= self.source.rows() {
            return out;
        }
        let mut earlier = Vec::new();
        for (position, run) in self.steps.iter().enumerate() {
            let Some(output) = &run.output else { continue };
            let context = StepContext {
                rows: self.source.rows(),
                columns: &self.result.columns()[..run.columns_before],
                mapping: &self.mapping,
                as_of: self.as_of,
                value: run.inputs.value.as_ref(),
                earlier: &earlier,
                caches: &self.caches,
            };
            out.steps.push(StepExplanation {
                step: position,
                name: run.step.name.clone(),
                groups: output.grouping.as_ref().map(|g| g.of_row(row)).unwrap_or_default(),
                verdict: steps::explain(&run.step.kind, &context, output, row),
            });
            earlier.push(EarlierStep { name: step_name(&run.step, position), grouping: output.grouping.clone() });
        }
        out
    }

    /// How many steps of the last evaluation hold the output of an evaluation before it, for tests of what is reused.
    #[cfg(test)]
    pub(crate) fn output_addresses(&self) -> Vec<usize> {
        self.steps.iter().map(|s| s.output.as_ref().map_or(0, |o| Arc::as_ptr(o) as usize)).collect()
    }
}

fn at_workbook(problem: Problem) -> Finding {
    Finding { severity: Severity::Warning, place: Place::Workbook, problem }
}

/// What a step's column is called: its name, or its position where it has none.
fn step_name(step: &Step, position: usize) -> String {
    let name = step.name.trim();
    if name.is_empty() { format!("#{}", position + 1) } else { name.to_owned() }
}

fn info(column: &Column, step: Option<usize>) -> ColumnInfo {
    ColumnInfo { name: column.name.clone(), column_type: column.column_type(), step }
}

/// Gives a column whose name is taken already a number behind it.
fn make_unique(output: &mut StepOutput, result: &Table) {
    let mut names: Vec<String> = Vec::new();
    for column in &mut output.columns {
        let name = free_name(&column.name, |name| result.column(name).is_some() || names.iter().any(|n| n == name));
        if name != column.name {
            let problem = Problem::DuplicateName { name: column.name.clone() };
            output.findings.push(Finding { severity: Severity::Warning, place: Place::Step, problem });
            Arc::make_mut(column).name = name;
        }
        names.push(column.name.clone());
    }
}
