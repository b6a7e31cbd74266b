//! Why a workbook file cannot be read, and where.

use serde::{Deserialize, Serialize};

/// Why a file is not a workbook that can be opened. Lines and columns count from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum WorkbookError {
    /// Nothing but blanks.
    Empty,
    /// Not UTF-8 text.
    NotText,
    /// Not JSON; `message` is the parser's.
    NotJson { line: usize, column: usize, message: String },
    /// JSON, and no workbook: no `stratify` with a version in it.
    NotAWorkbook,
    /// Written by a newer Stratify than this.
    Newer { version: u64, newest: u32 },
    /// A workbook of which a part does not read.
    Shape { line: usize, column: usize, place: Box<FilePlace>, problem: ShapeProblem },
}

/// Where in a workbook file, in the names that stand there.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FilePlace {
    /// Name of the step, or its number from 1 where it has none.
    pub step: Option<String>,
    pub segment: Option<String>,
    /// Position of the condition or group within the rule, from 1 at each level; empty outside of a rule.
    pub node: Vec<usize>,
    /// The way there: `steps[0].segments[1].when.all[2].op`.
    pub path: String,
}

/// What is wrong with a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ShapeProblem {
    UnknownField {
        field: String,
        /// Those that can stand there.
        known: Vec<String>,
    },
    /// A word that is none of a fixed list: an operator, a colour, a step kind, ….
    UnknownWord {
        word: String,
        known: Vec<String>,
    },
    MissingField {
        field: String,
    },
    WrongType {
        found: Shape,
        wanted: Shape,
    },
    ConditionAndGroup,
    TwoQuantifiers,
    /// Anything else, in the reader's words.
    Other {
        message: String,
    },
}

/// The kinds of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    Null,
    YesNo,
    Number,
    Text,
    NumberOrText,
    List,
    Object,
    /// A whole number that fits, or anything else that a field asks for.
    Other,
}
