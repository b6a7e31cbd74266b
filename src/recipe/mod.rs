//! The workbook as data: a source plus an ordered list of steps with their parameters, and how it is written and read
//! as `.stratify.json`. Computes nothing over rows and knows no engine, page or file system.

mod colour;
mod error;
mod file;
mod files;
pub mod formula;
mod lifecycle;
mod likely;
mod locate;
mod matrix;
mod migrate;
mod names;
mod node;
pub mod operators;
mod playbook;
mod references;
mod rfm;
mod rollup;
mod rules;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod schema_tests;
mod scorecard;
mod shape;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod tiers;
mod tree;
mod workbook;

pub use colour::Colour;
pub use error::{FilePlace, Shape, ShapeProblem, WorkbookError};
pub use file::{EXTENSION, read, read_bytes, write};
pub use files::{Join, Stack, StackedFile, default_channel};
pub use formula::Formula;
pub use lifecycle::{Lifecycle, Stages};
pub use likely::{likely_type, position_of, position_of_field};
pub use matrix::{Matrix, MatrixCell};
pub use names::{free_name, free_step_name, rename_everyone_else, rename_group, rename_segment, rename_step};
pub use playbook::{Capacity, Headings, Period, Play, Playbook, UpliftUnit};
pub use references::{apply_mapping, columns_used, missing_columns, resolved};
pub use rfm::{Breaks, CellPattern, NamedGroup, Rfm, RfmSegment, ScoreSet, maps};
pub use rollup::{Amount, Attribute, Returns, ReturnsTreatment, Rollup, Take};
pub use rules::{Condition, EveryoneElse, Group, Node, Op, Quantifier, Rules, RulesMode, Scalar, Segment, Unit};
pub use scorecard::{Band, Category, Criterion, MissingPoints, Points, Scorecard, WeightMode};
pub(crate) use shape::read_marked;
pub use tiers::{NoValue, Tier, TierMethod, Tiers};
pub use workbook::{FORMAT_VERSION, Source, Step, StepKind, Workbook, overlap_column, points_column, score_column};
