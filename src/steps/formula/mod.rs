//! The `formula` step: one calculated column. `check` gives the expression types and columns, `eval` its values, `scalar` says what the
//! functions do to one value, `summary` what came of it.

mod check;
mod eval;
mod scalar;
mod summary;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

use super::{StepContext, StepOutput};
use crate::engine::{Finding, Place, Problem, Severity, StepDetail, Verdict};
use crate::recipe::formula::{Formula, FormulaProblem, Span, parse};
use std::sync::Arc;

/// Calculates the column.
pub fn compute(name: &str, params: &Formula, context: &StepContext) -> StepOutput {
    let mut output = StepOutput { columns: Vec::new(), grouping: None, detail: StepDetail::None, findings: Vec::new() };
    let place = |span: Span| Place::Text { start: span.start, end: span.end };
    let expr = match parse(&params.formula) {
        Ok(expr) => expr,
        Err(error) => {
            // Nothing is wrong yet where nothing is written yet.
            let severity = if error.problem == FormulaProblem::Empty { Severity::Warning } else { Severity::Error };
            output.findings.push(Finding { severity, place: place(error.span), problem: Problem::Formula(error.problem) });
            return output;
        }
    };
    match check::check(&expr, context) {
        Ok(checked) => {
            let column = Arc::new(eval::column(name, &checked, context.rows));
            output.detail = StepDetail::Formula(Box::new(summary::detail(&checked, &column)));
            output.columns.push(column);
        }
        Err(errors) => {
            let finding = |(span, problem)| Finding { severity: Severity::Error, place: place(span), problem };
            output.findings.extend(errors.into_iter().map(finding));
        }
    }
    output
}

/// The values that went in and what came out.
pub fn explain(params: &Formula, context: &StepContext, output: &StepOutput, row: usize) -> Verdict {
    let checked = parse(&params.formula).ok().and_then(|expr| check::check(&expr, context).ok());
    let inputs = checked.map(|c| c.columns.iter().zip(c.names).map(|(column, name)| (name, column.cell(row))).collect());
    Verdict::Formula {
        formula: params.formula.clone(),
        inputs: inputs.unwrap_or_default(),
        result: output.columns.first().map(|column| column.cell(row)).unwrap_or_default(),
    }
}
