//! The workbook: source, steps, and what holds for all of them.

use super::{Formula, Join, Lifecycle, Matrix, Playbook, Rfm, Rollup, Rules, RulesMode, Scorecard, Stack, Tiers};
use crate::ingest::ReadOptions;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of the written format that this build writes, and the newest that it reads.
pub const FORMAT_VERSION: u32 = 1;

/// Everything that a person has made; never any of the data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workbook {
    /// Version of the format, [`FORMAT_VERSION`].
    pub stratify: u32,
    #[serde(default)]
    pub name: String,
    /// "Today" for every relative condition, `YYYY-MM-DD`. None: the newest date in the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// The number column whose sum and share are shown per segment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_column: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub source: Source,
    #[serde(default)]
    pub steps: Vec<Step>,
}

impl Default for Workbook {
    fn default() -> Self {
        Workbook {
            stratify: FORMAT_VERSION,
            name: String::new(),
            as_of: None,
            value_column: None,
            source: Source::default(),
            steps: Vec::new(),
        }
    }
}

/// Where the rows come from and how they are read.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Name of the file that the workbook was made on; information only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub read: ReadOptions,
    /// Column name in the recipe → column name in the file, where they differ.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub mapping: BTreeMap<String, String>,
    /// Files below the main one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stack: Option<Stack>,
    /// Files whose columns are put beside the customers', in order: a later one may use a column of an earlier one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joins: Vec<Join>,
    /// The rows are orders: one row per customer is made of them first. None: the rows are customers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollup: Option<Rollup>,
}

/// One step. Its name is unique in the workbook and names the column that it adds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    pub name: String,
    /// A muted step adds nothing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub muted: bool,
    #[serde(flatten)]
    pub kind: StepKind,
}

/// The step kinds with their parameters. A new kind is also named where [`Step`] is read, in `recipe::node`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StepKind {
    Rules(Rules),
    Tiers(Tiers),
    Matrix(Matrix),
    Rfm(Rfm),
    Lifecycle(Lifecycle),
    Scorecard(Scorecard),
    Formula(Formula),
    Playbook(Playbook),
}

impl Step {
    /// Names of the columns that it adds when it is not muted: its own name, or one yes/no column per segment, everyone
    /// else last, where segments overlap.
    pub fn columns(&self) -> Vec<String> {
        match &self.kind {
            StepKind::Rules(rules) => match rules.mode {
                RulesMode::FirstMatch => vec![self.name.clone()],
                RulesMode::Overlapping => {
                    let groups = rules.segments.iter().map(|s| &s.name).chain([&rules.everyone_else.name]);
                    groups.map(|group| overlap_column(&self.name, group)).collect()
                }
            },
            StepKind::Tiers(_) | StepKind::Matrix(_) | StepKind::Formula(_) => vec![self.name.clone()],
            StepKind::Rfm(_) => {
                ["R", "F", "M", "cell"].iter().map(|part| format!("{} {part}", self.name)).chain([self.name.clone()]).collect()
            }
            StepKind::Playbook(playbook) => {
                playbook.headings.in_order().iter().map(|heading| overlap_column(&self.name, heading)).collect()
            }
            StepKind::Lifecycle(_) => {
                let parts = ["churn warning", "days overdue"].map(|part| overlap_column(&self.name, part));
                [self.name.clone()].into_iter().chain(parts).collect()
            }
            StepKind::Scorecard(card) => {
                let points = card.criteria.iter().filter(|c| card.export_points && !c.label().is_empty());
                let points = points.map(|c| points_column(&self.name, c.label()));
                [self.name.clone(), score_column(&self.name)].into_iter().chain(points).collect()
            }
        }
    }
}

impl Step {
    /// Names of its groups as far as its parameters say them (a matrix names further cells by itself).
    pub fn groups(&self) -> Vec<&str> {
        match &self.kind {
            StepKind::Rules(rules) => rules.segments.iter().map(|s| s.name.as_str()).chain([rules.everyone_else.name.as_str()]).collect(),
            StepKind::Tiers(tiers) => tiers.tiers.iter().map(|t| t.name.as_str()).chain([tiers.no_value.name.as_str()]).collect(),
            StepKind::Matrix(matrix) => matrix.cells.iter().map(|c| c.name.as_str()).collect(),
            StepKind::Rfm(rfm) => {
                rfm.segments.iter().map(|s| s.name.as_str()).chain([rfm.others.name.as_str(), rfm.no_score.name.as_str()]).collect()
            }
            StepKind::Lifecycle(lifecycle) => lifecycle.stages.in_order().map(|stage| stage.name.as_str()).to_vec(),
            StepKind::Formula(_) | StepKind::Playbook(_) => Vec::new(),
            StepKind::Scorecard(card) => {
                card.grading.tiers.iter().map(|t| t.name.as_str()).chain([card.grading.no_value.name.as_str()]).collect()
            }
        }
    }
}

impl Step {
    /// How it cuts a number into tiers: a tiers step itself, or a scorecard its score.
    pub fn tiers(&self) -> Option<&Tiers> {
        match &self.kind {
            StepKind::Tiers(tiers) => Some(tiers),
            StepKind::Scorecard(card) => Some(&card.grading),
            _ => None,
        }
    }

    /// [`Step::tiers`], to be changed.
    pub fn tiers_mut(&mut self) -> Option<&mut Tiers> {
        match &mut self.kind {
            StepKind::Tiers(tiers) => Some(tiers),
            StepKind::Scorecard(card) => Some(&mut card.grading),
            _ => None,
        }
    }
}

/// Name of the yes/no column that an overlapping step adds for one of its segments.
pub fn overlap_column(step: &str, segment: &str) -> String {
    format!("{step}: {segment}")
}

/// Name of the column with a scorecard's score.
pub fn score_column(step: &str) -> String {
    format!("{step} score")
}

/// Name of the column with the points of one of a scorecard's criteria.
pub fn points_column(step: &str, criterion: &str) -> String {
    format!("{step}: {criterion} points")
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
