//! What the customers are made of: the main file, files stacked below it, the roll-up of orders, files joined by a key. Each stage is kept
//! until the files or parameters that it is made from change, so that an edit of a step costs nothing here.

mod join;
mod propose;
mod stack;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

use super::originals::{JoinedRows, Origin, Originals, Part};
use super::{Assembled, ColumnProfile, FileProposal, Finding, JoinReport, Place, Problem, RollupReport, Severity, StackReport};
use super::{newest_date, profile, profile_column};
use crate::ingest::{Imported, Records};
use crate::recipe::{Join, Rollup, Source, Stack};
use crate::steps::rollup::{Kept, roll_up};
use crate::table::Table;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// A file that has been read.
#[derive(Debug)]
pub struct SourceFile {
    pub name: String,
    pub table: Table,
    /// Where its original text is; None for a table that is of no file.
    pub records: Option<Rc<Records>>,
    /// Statistics of its columns, once somebody has asked for them.
    pub profile: OnceCell<Vec<ColumnProfile>>,
}

impl SourceFile {
    /// A table that is of no file.
    pub fn bare(table: Table) -> SourceFile {
        SourceFile { name: String::new(), table, records: None, profile: OnceCell::new() }
    }

    /// A file as its import gave it.
    pub fn of(name: impl Into<String>, imported: Imported) -> SourceFile {
        SourceFile { name: name.into(), table: imported.table, records: Some(Rc::new(imported.records)), profile: OnceCell::new() }
    }

    fn profile(&self) -> Vec<ColumnProfile> {
        self.profile.get_or_init(|| profile(&self.table)).clone()
    }
}

/// The files and the stages that are made of them.
pub(super) struct Assembly {
    main: Rc<SourceFile>,
    others: Vec<Rc<SourceFile>>,
    stacked: Stacked,
    rolled: Option<Rolled>,
    /// For the next roll-up of the same rows.
    kept: Kept,
    joined: Joined,
}

/// The rows of the files, one below the other.
struct Stacked {
    asked: Option<StackAsked>,
    table: Table,
    parts: Vec<Part>,
    report: Option<StackReport>,
    profile: Option<Vec<ColumnProfile>>,
    newest: Option<i32>,
    findings: Vec<Finding>,
}

/// A stack and the files that it named, as far as they were there.
type StackAsked = (Stack, Rc<SourceFile>, Vec<Option<Rc<SourceFile>>>);

/// Customers made of orders.
struct Rolled {
    asked: (Rollup, Option<i32>),
    outcome: Result<(Table, RollupReport, Vec<ColumnProfile>), Vec<Problem>>,
}

/// The customers with the columns of joined files.
struct Joined {
    asked: Vec<(Join, Option<Rc<SourceFile>>)>,
    table: Table,
    originals: Rc<Originals>,
    reports: Vec<Option<JoinReport>>,
    findings: Vec<Finding>,
    profile: Vec<ColumnProfile>,
}

pub(super) fn same_file(a: &Option<Rc<SourceFile>>, b: &Option<Rc<SourceFile>>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => Rc::ptr_eq(a, b),
        _ => false,
    }
}

impl Assembly {
    pub fn new(main: SourceFile) -> Assembly {
        let main = Rc::new(main);
        let stacked = Stacked::alone(&main, Vec::new());
        let joined = Joined::none(&stacked.table, stacked.parts.clone());
        Assembly { main, others: Vec::new(), stacked, rolled: None, kept: Kept::default(), joined }
    }

    /// Puts another main file in place; the further files stay.
    pub fn set_main(&mut self, main: SourceFile) {
        let others = std::mem::take(&mut self.others);
        *self = Assembly { others, ..Assembly::new(main) };
    }

    /// The main file as it was read.
    pub fn main_table(&self) -> &Table {
        &self.main.table
    }

    /// Takes the statistics of the main file's columns; those that are known already stay.
    pub fn set_profile(&self, profile: Vec<ColumnProfile>) {
        let _ = self.main.profile.set(profile);
    }

    /// Takes a further file, in place of one of the same name.
    pub fn add(&mut self, file: SourceFile) {
        self.remove(&file.name);
        self.others.push(Rc::new(file));
    }

    pub fn remove(&mut self, name: &str) {
        self.others.retain(|file| file.name != name);
    }

    fn other(&self, name: &str) -> Option<Rc<SourceFile>> {
        self.others.iter().find(|file| file.name == name).cloned()
    }

    /// The newest date of the rows.
    pub fn newest(&self) -> Option<i32> {
        self.stacked.newest
    }

    /// The rows of the files, before any roll-up.
    pub fn rows(&self) -> &Table {
        &self.stacked.table
    }

    /// The customers.
    pub fn customers(&self) -> &Table {
        &self.joined.table
    }

    /// Where their original cells stand.
    pub fn originals(&self) -> &Rc<Originals> {
        &self.joined.originals
    }

    /// What the new file of that name is likely for.
    pub fn propose(&self, name: &str) -> Option<FileProposal> {
        self.other(name).map(|file| propose::propose(&self.stacked.table, &self.joined.table, &file.table))
    }

    /// Stacks the files that the source names. Whether the rows are others than before.
    pub fn stack(&mut self, source: &Source) -> bool {
        let wanted = source.stack.as_ref().filter(|stack| !stack.files.is_empty()).map(|stack| {
            let files = stack.files.iter().map(|f| self.other(&f.name)).collect::<Vec<_>>();
            (stack.clone(), self.main.clone(), files)
        });
        let same = match (&self.stacked.asked, &wanted) {
            (None, None) => true,
            (Some(a), Some(b)) => a.0 == b.0 && Rc::ptr_eq(&a.1, &b.1) && a.2.iter().zip(&b.2).all(|(a, b)| same_file(a, b)),
            _ => false,
        };
        if same {
            return false;
        }
        self.stacked = match wanted {
            None => Stacked::alone(&self.main, Vec::new()),
            Some((stack, main, files)) => stack::stack(stack, main, files),
        };
        self.rolled = None;
        self.kept = Kept::default();
        self.joined.asked.clear();
        true
    }

    /// Makes customers of the rows, or takes the rows for customers. Whether they are others than before. A roll-up that is wrong leaves the rows.
    pub fn roll(&mut self, source: &Source, mapping: &BTreeMap<String, String>, as_of: Option<i32>) -> bool {
        let mut wanted = source.rollup.clone();
        if let Some(rollup) = &mut wanted {
            rollup.each_column(&mut |name| {
                if let Some(to) = mapping.get(name) {
                    name.clone_from(to);
                }
            });
        }
        let wanted = wanted.map(|rollup| (rollup, as_of));
        if self.rolled.as_ref().map(|rolled| &rolled.asked) == wanted.as_ref() {
            return false;
        }
        if wanted.is_none() {
            self.kept = Kept::default();
        }
        self.rolled = wanted.map(|(rollup, as_of)| {
            let outcome = roll_up(&self.stacked.table, &rollup, as_of, &mut self.kept);
            let outcome = outcome.map(|(customers, report)| {
                let profile = profile(&customers);
                (customers, report, profile)
            });
            Rolled { asked: (rollup, as_of), outcome }
        });
        true
    }

    /// Puts the columns of joined files beside the customers. `anew` says that the customers are others than before. Whether anything changed.
    pub fn join(&mut self, source: &Source, mapping: &BTreeMap<String, String>, anew: bool) -> bool {
        let wanted: Vec<(Join, Option<Rc<SourceFile>>)> = source
            .joins
            .iter()
            .map(|join| {
                let mut found = join.clone();
                if let Some(to) = mapping.get(&join.key) {
                    found.other_key.get_or_insert_with(|| join.key.clone());
                    found.key.clone_from(to);
                }
                (found, self.other(&join.file))
            })
            .collect();
        let same = self.joined.asked.len() == wanted.len()
            && self.joined.asked.iter().zip(&wanted).all(|(a, b)| a.0 == b.0 && same_file(&a.1, &b.1));
        if same && !anew {
            return false;
        }
        let (table, parts) = match &self.rolled {
            Some(Rolled { outcome: Ok((customers, ..)), .. }) => (customers, Vec::new()),
            _ => (&self.stacked.table, self.stacked.parts.clone()),
        };
        let mut joined = Joined::none(table, parts);
        for (join, file) in &wanted {
            joined.add(join, file.as_ref());
        }
        if !wanted.is_empty() {
            let base = match &self.rolled {
                Some(Rolled { outcome: Ok((.., profile)), .. }) => profile.clone(),
                _ => self.stacked.profile.clone().unwrap_or_else(|| self.main.profile()),
            };
            let added = joined.table.columns()[base.len()..].iter().map(|column| profile_column(column));
            joined.profile = base.into_iter().chain(added).collect();
        }
        joined.asked = wanted;
        self.joined = joined;
        true
    }

    /// What is wrong with the files, the roll-up and the joins.
    pub fn findings(&self) -> Vec<Finding> {
        let rolled = self.rolled.iter().filter_map(|rolled| rolled.outcome.as_ref().err()).flatten();
        let rolled = rolled.map(|problem| Finding { severity: Severity::Error, place: Place::Workbook, problem: problem.clone() });
        self.stacked.findings.iter().cloned().chain(rolled).chain(self.joined.findings.iter().cloned()).collect()
    }

    /// The roll-up in force: its report, and its customers' columns.
    pub fn rolled(&self) -> Option<(&RollupReport, &Vec<ColumnProfile>)> {
        let outcome = self.rolled.as_ref()?.outcome.as_ref().ok()?;
        Some((&outcome.1, &outcome.2))
    }

    /// What came of the further files; None where the source names none.
    pub fn assembled(&self) -> Option<Assembled> {
        if self.stacked.asked.is_none() && self.joined.asked.is_empty() {
            return None;
        }
        let profile = if !self.joined.asked.is_empty() {
            self.joined.profile.clone()
        } else if let Some((_, profile)) = self.rolled() {
            profile.clone()
        } else {
            self.stacked.profile.clone().unwrap_or_else(|| self.main.profile())
        };
        Some(Assembled {
            stack: self.stacked.report.clone(),
            joins: self.joined.reports.clone(),
            profile,
            rows_profile: self.stacked.profile.clone(),
            newest: self.stacked.newest,
        })
    }
}

impl Stacked {
    /// The main file by itself.
    fn alone(main: &Rc<SourceFile>, findings: Vec<Finding>) -> Stacked {
        let part = |records: &Rc<Records>| Part {
            file: None,
            records: records.clone(),
            first_row: 0,
            fields: (0..main.table.columns().len()).map(Some).collect(),
        };
        Stacked {
            asked: None,
            table: main.table.clone(),
            parts: main.records.iter().map(part).collect(),
            report: None,
            profile: None,
            newest: newest_date(&main.table),
            findings,
        }
    }
}

impl Joined {
    /// The customers by themselves.
    fn none(customers: &Table, parts: Vec<Part>) -> Joined {
        let origin = |column: usize| match parts.is_empty() || parts.iter().all(|p| p.fields[column].is_none()) {
            true => Origin::Computed,
            false => Origin::Row(column),
        };
        let columns = (0..customers.columns().len()).map(origin).collect();
        Joined {
            asked: Vec::new(),
            table: customers.clone(),
            originals: Rc::new(Originals { columns, parts, joins: Vec::new() }),
            reports: Vec::new(),
            findings: Vec::new(),
            profile: Vec::new(),
        }
    }

    fn add(&mut self, join: &Join, file: Option<&Rc<SourceFile>>) {
        match join::join(&self.table, &self.originals.parts, join, file.map(Rc::as_ref)) {
            Ok(made) => {
                let originals = Rc::make_mut(&mut self.originals);
                let at = originals.joins.len();
                for (field, column) in made.columns {
                    let original = made.records.is_some();
                    originals.columns.push(if original { Origin::Joined { join: at, field } } else { Origin::Computed });
                    self.table.push(Arc::new(column));
                }
                if let Some(records) = made.records {
                    originals.joins.push(JoinedRows { file: Some(join.file.as_str().into()), records, rows: made.rows.into() });
                }
                if made.report.matched == 0 {
                    let problem = Problem::KeyMatchesNobody { file: join.file.clone(), key: join.key.clone() };
                    self.findings.push(warning(problem));
                }
                self.findings.extend(made.problems.into_iter().map(warning));
                self.reports.push(Some(made.report));
            }
            Err(problem) => {
                self.findings.push(warning(problem));
                self.reports.push(None);
            }
        }
    }
}

pub(super) fn warning(problem: Problem) -> Finding {
    Finding { severity: Severity::Warning, place: Place::Workbook, problem }
}
