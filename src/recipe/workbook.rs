//! The workbook: source, steps, and what holds for all of them.

use super::Rules;
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
    #[serde(default)]
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
    #[serde(default)]
    pub read: ReadOptions,
    /// Column name in the recipe → column name in the file, where they differ.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub mapping: BTreeMap<String, String>,
}

/// One step. Its name is unique in the workbook and names the column that it adds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub name: String,
    /// A muted step adds nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub muted: bool,
    #[serde(flatten)]
    pub kind: StepKind,
}

/// The step kinds with their parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StepKind {
    Rules(Rules),
}
