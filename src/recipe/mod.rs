//! The workbook as data: a source plus an ordered list of steps with their parameters, and how it is written and read
//! as `.stratify.json`. Computes nothing over rows and knows no engine, page or file.

mod colour;
pub mod operators;
mod rules;
mod tree;
mod workbook;

pub use colour::Colour;
pub use rules::{Condition, EveryoneElse, Group, Node, Op, Quantifier, Rules, RulesMode, Scalar, Segment, Unit};
pub use workbook::{FORMAT_VERSION, Source, Step, StepKind, Workbook};
