//! The `formula` step as data: the text of an expression, its reading into a tree with errors at their place, and its writing. Knows names,
//! no columns: types and values are `steps::formula`'s business.

mod ast;
mod error;
mod functions;
mod lexer;
mod names;
mod parser;
mod print;
#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) mod tests;

pub use ast::{BinaryOp, Expr, ExprKind, Span, UnaryOp};
pub use error::{DateOp, FormulaError, FormulaProblem};
pub use functions::{Function, FunctionGroup};
pub use lexer::{KEYWORDS, is_plain_name};
pub use names::{column_names, hinted_types, replace_names, written_name};
pub use parser::parse;
pub use print::{print, write_number};

use serde::{Deserialize, Serialize};

/// Parameters of a `formula` step.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Formula {
    /// The expression, as written. Empty: not written yet.
    pub formula: String,
}
