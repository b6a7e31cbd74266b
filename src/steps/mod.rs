//! One module per step kind. A step reads the columns that exist so far and adds columns; it knows neither the engine's caches of whole
//! steps nor how anything is shown.
//!
//! The seam, for whoever adds a kind:
//!
//! 1. `recipe/<kind>.rs`: its parameters (serde) and a variant of [`StepKind`].
//! 2. `steps/<kind>.rs` (or a folder): `compute(name, &params, &StepContext) -> StepOutput` and
//!    `explain(&params, &StepContext, &StepOutput, row) -> Verdict`. Lint belongs to `compute`: what is wrong becomes a [`Finding`] in the output, and
//!    the wrong part is left out; no step ever fails.
//! 3. One arm in [`compute`] and one in [`explain`] below; a variant of `StepDetail` and of `Verdict` for what only this kind has to say.
//!
//! A kind that sorts customers into groups gives a [`Grouping`] (its groups in the order shown, those without a group as a group of their own)
//! and makes its column from it with [`Grouping::columns`]; everything else (counts, sums, shares, charts, filters, "in segment" conditions,
//! export) follows from that. Orders, means and medians of columns come from [`Caches`], which computes each once. Column names in
//! parameters go through [`StepContext::column`], never through the table.

mod cache;
pub mod formula;
pub mod lifecycle;
pub mod matrix;
mod measure;
pub mod playbook;
pub mod rfm;
pub mod rollup;
pub mod rules;
mod scale;
pub mod scorecard;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod scorecard_tests;
pub mod tiers;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod playbook_tests;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod published_tests;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tiers_tests;

pub(crate) use cache::numbers_of;
pub use cache::{Caches, NumberStats};

use crate::engine::{Finding, StepDetail, Verdict};
use crate::recipe::{Colour, StepKind};
use crate::table::{Bitmap, BoolColumn, Codes, Column, ColumnData, StringArena, TextColumn};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a step may see.
pub struct StepContext<'a> {
    /// Number of customers.
    pub rows: usize,
    /// The columns so far: those of the source, then those of the earlier steps.
    pub columns: &'a [Arc<Column>],
    /// Column name in the recipe → column name in the file, where they differ.
    pub mapping: &'a BTreeMap<String, String>,
    /// "Today", days since 1970-01-01; None where the data has no date and none is set.
    pub as_of: Option<i32>,
    /// The number column whose sum and share are shown, where it exists already.
    pub value: Option<&'a Arc<Column>>,
    /// The earlier steps that are not muted, in order.
    pub earlier: &'a [EarlierStep],
    pub caches: &'a Caches,
}

/// An earlier step as a later one may use it.
#[derive(Clone)]
pub struct EarlierStep {
    pub name: String,
    /// None for a step that does not group customers.
    pub grouping: Option<Arc<Grouping>>,
}

impl<'a> StepContext<'a> {
    /// The column that the recipe calls `name`.
    pub fn column(&self, name: &str) -> Option<&'a Arc<Column>> {
        let name = self.mapping.get(name).map_or(name, String::as_str);
        self.columns.iter().find(|c| c.name == name)
    }

    /// The groups of the earlier step of that name.
    pub fn grouping(&self, step: &str) -> Option<&'a Arc<Grouping>> {
        self.earlier.iter().find(|s| s.name == step)?.grouping.as_ref()
    }
}

/// What a step adds.
#[derive(Clone, Debug)]
pub struct StepOutput {
    /// The engine makes their names unique in the result.
    pub columns: Vec<Arc<Column>>,
    pub grouping: Option<Arc<Grouping>>,
    pub detail: StepDetail,
    pub findings: Vec<Finding>,
}

/// Customers in named groups.
#[derive(Clone, Debug)]
pub struct Grouping {
    /// In the order shown.
    pub groups: Vec<GroupLabel>,
    pub members: Members,
}

/// How a group is called and coloured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupLabel {
    pub name: String,
    pub colour: Colour,
}

/// Who is in which group.
#[derive(Clone, Debug)]
pub enum Members {
    /// Each customer in exactly one: the position of its group, per row.
    Exclusive(Vec<u16>),
    /// One set per group.
    Overlapping(Vec<Bitmap>),
}

impl Grouping {
    /// The customers of one group.
    pub fn bitmap(&self, group: usize) -> Bitmap {
        self.union(&[group])
    }

    /// The customers in any of these groups; positions past the last group are nobody.
    pub fn union(&self, groups: &[usize]) -> Bitmap {
        match &self.members {
            Members::Exclusive(codes) => {
                if let &[group] = groups {
                    let group = u16::try_from(group).unwrap_or(u16::MAX);
                    return Bitmap::from_slice(codes, |code| code == group);
                }
                let mut wanted = vec![false; usize::from(u16::MAX) + 1];
                groups.iter().filter(|&&g| g < wanted.len()).copied().collect::<Vec<_>>().into_iter().for_each(|g| wanted[g] = true);
                Bitmap::from_slice(codes, |code| wanted[usize::from(code)])
            }
            Members::Overlapping(sets) => {
                let mut out = Bitmap::none(sets.first().map_or(0, Bitmap::len));
                groups.iter().filter_map(|&g| sets.get(g)).for_each(|set| out.or(set));
                out
            }
        }
    }

    /// The groups that a customer is in.
    pub fn of_row(&self, row: usize) -> Vec<usize> {
        match &self.members {
            Members::Exclusive(codes) => vec![usize::from(codes[row])],
            Members::Overlapping(sets) => (0..sets.len()).filter(|&g| sets[g].get(row)).collect(),
        }
    }

    /// A text column with the name of each customer's group; for overlapping groups one yes/no column for each, named `STEP: GROUP`.
    pub fn columns(&self, step: &str) -> Vec<Arc<Column>> {
        match &self.members {
            Members::Exclusive(codes) => vec![Arc::new(self.text_column(step, codes))],
            Members::Overlapping(sets) => {
                let column = |(label, set): (&GroupLabel, &Bitmap)| {
                    let values = (0..set.len()).map(|row| u8::from(set.get(row))).collect();
                    Arc::new(Column::new(format!("{step}: {}", label.name), ColumnData::Boolean(BoolColumn { values })))
                };
                self.groups.iter().zip(sets).map(column).collect()
            }
        }
    }

    fn text_column(&self, name: &str, codes: &[u16]) -> Column {
        // Groups of the same name share an entry.
        let mut values = StringArena::new();
        let mut entry = Vec::with_capacity(self.groups.len());
        for (i, label) in self.groups.iter().enumerate() {
            let same = self.groups[..i].iter().position(|earlier| earlier.name == label.name);
            let code = same.map_or_else(|| values.push(&label.name) as u16, |earlier| entry[earlier]);
            entry.push(code);
        }
        let plain = entry.iter().enumerate().all(|(i, &code)| i == usize::from(code));
        let codes = match (plain, values.len() <= 256) {
            (true, true) => Codes::U8(codes.iter().map(|&group| group as u8).collect()),
            (true, false) => Codes::U16(codes.to_vec()),
            (false, true) => Codes::U8(codes.iter().map(|&group| entry[usize::from(group)] as u8).collect()),
            (false, false) => Codes::U16(codes.iter().map(|&group| entry[usize::from(group)]).collect()),
        };
        Column::new(name, ColumnData::Text(TextColumn { values: values.into(), codes }))
    }
}

/// Runs a step over the columns so far. `name` is the step's, never empty.
pub fn compute(name: &str, kind: &StepKind, context: &StepContext) -> StepOutput {
    match kind {
        StepKind::Rules(params) => rules::compute(name, params, context),
        StepKind::Tiers(params) => tiers::compute(name, params, context),
        StepKind::Matrix(params) => matrix::compute(name, params, context),
        StepKind::Rfm(params) => rfm::compute(name, params, context),
        StepKind::Lifecycle(params) => lifecycle::compute(name, params, context),
        StepKind::Scorecard(params) => scorecard::compute(name, params, context),
        StepKind::Formula(params) => formula::compute(name, params, context),
        StepKind::Playbook(params) => playbook::compute(name, params, context),
    }
}

/// Why a customer is where it is, by a step whose output is at hand.
pub fn explain(kind: &StepKind, context: &StepContext, output: &StepOutput, row: usize) -> Verdict {
    match kind {
        StepKind::Rules(params) => rules::explain(params, context, output, row),
        StepKind::Tiers(params) => tiers::explain(params, context, output, row),
        StepKind::Matrix(params) => matrix::explain(params, context, row),
        StepKind::Rfm(params) => rfm::explain(params, context, output, row),
        StepKind::Lifecycle(params) => lifecycle::explain(params, context, row),
        StepKind::Scorecard(params) => scorecard::explain(params, context, output, row),
        StepKind::Formula(params) => formula::explain(params, context, output, row),
        StepKind::Playbook(params) => playbook::explain(params, context, row),
    }
}
