//! What can be wrong with a formula: its writing and its types. The sentences are in `messages`.

use super::{BinaryOp, Function, Span};
use crate::table::ColumnType;
use serde::{Deserialize, Serialize};

/// Something wrong and where.
#[derive(Clone, Debug, PartialEq)]
pub struct FormulaError {
    pub span: Span,
    pub problem: FormulaProblem,
}

impl FormulaError {
    pub fn new(span: Span, problem: FormulaProblem) -> FormulaError {
        FormulaError { span, problem }
    }
}

/// What is wrong with a part of a formula.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FormulaProblem {
    /// Nothing is written yet.
    Empty,
    /// A sign that no formula has.
    UnknownSign {
        sign: String,
    },
    /// A text without its closing quote.
    UnclosedText,
    /// A column name without its closing bracket.
    UnclosedBracket,
    /// `[]`.
    EmptyName,
    /// A number that cannot be read.
    BadNumber {
        text: String,
    },
    /// A value is wanted here: a number, a column, a function, ….
    ValueExpected {
        found: String,
    },
    /// The text ends where a value is wanted.
    EndsEarly,
    /// Something follows where an operator is wanted.
    OperatorExpected {
        found: String,
    },
    /// A parenthesis that is never closed, or one that was never opened.
    UnclosedParenthesis,
    UnopenedParenthesis,
    /// `a < b < c`.
    ChainedComparison,
    UnknownFunction {
        name: String,
        similar: Option<Function>,
    },
    /// A number of inputs that the function does not take. `most` None: any number.
    WrongCount {
        function: Function,
        least: usize,
        most: Option<usize>,
        found: usize,
    },
    /// Nested deeper than anyone writes.
    TooDeep,
    /// A name that two columns have but for capital letters.
    AmbiguousColumn {
        columns: Vec<String>,
    },
    /// The operator or function wants another type here.
    WrongType {
        wanted: ColumnType,
        found: ColumnType,
    },
    /// Minimum and maximum are of numbers or dates.
    NotOrdered {
        found: ColumnType,
    },
    /// Two values that must be alike are of different types.
    TypesDiffer {
        left: ColumnType,
        right: ColumnType,
    },
    /// Dates are neither added nor subtracted by signs.
    DateArithmetic {
        op: DateOp,
    },
    /// Yes and no are not more or less.
    YesNoOrder,
    BadDate {
        text: String,
    },
    /// Nothing but missing values: no type can be told.
    NoType,
}

/// What a person meant to do with dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateOp {
    Add,
    Subtract,
}

impl FormulaProblem {
    /// Whether it can only be told where the types of the columns are known.
    pub fn leans_on_types(&self) -> bool {
        use FormulaProblem::*;
        matches!(
            self,
            AmbiguousColumn { .. } | WrongType { .. } | NotOrdered { .. } | TypesDiffer { .. } | DateArithmetic { .. } | YesNoOrder
        )
    }
}

impl DateOp {
    /// The one of an operator, where that is a sum or difference.
    pub fn of(op: BinaryOp) -> Option<DateOp> {
        match op {
            BinaryOp::Add => Some(DateOp::Add),
            BinaryOp::Subtract => Some(DateOp::Subtract),
            _ => None,
        }
    }
}
