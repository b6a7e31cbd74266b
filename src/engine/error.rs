//! Why a question about the result has no answer. Turned into a sentence by `messages`.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EngineError {
    /// The result has no column of that name.
    UnknownColumn { column: String },
    /// The workbook has no step at that position, or it does not group customers.
    UnknownStep { step: usize },
    /// Only numbers and dates have a distribution.
    NotMeasurable { column: String },
    /// Only numbers have a sum and a ranking by it.
    NotANumberColumn { column: String },
    /// Bins need a start below their end, both finite, and at least one bin.
    BadBins,
}
