//! Writes a tree as the text of a formula: the same tree reads back from it.

use super::ast::{COMPARISON, NEGATE, NOT};
use super::{BinaryOp, Expr, ExprKind, UnaryOp, written_name};

/// The formula of a tree, with no more parentheses than it needs.
pub fn print(expr: &Expr) -> String {
    let mut out = String::new();
    write(expr, 1, &mut out);
    out
}

/// A number as a formula has it: digits, never an exponent that a name could be mistaken for.
pub fn write_number(x: f64) -> String {
    if x != 0.0 && !(1e-6..1e18).contains(&x) { format!("{x:e}") } else { format!("{x}") }
}

/// Writes what must bind at least as tightly as `level`.
fn write(expr: &Expr, level: u8, out: &mut String) {
    match &expr.kind {
        ExprKind::Number(x) => out.push_str(&write_number(*x)),
        ExprKind::Text(text) => {
            out.push('"');
            out.push_str(&text.replace('"', "\"\""));
            out.push('"');
        }
        ExprKind::Boolean(true) => out.push_str("yes"),
        ExprKind::Boolean(false) => out.push_str("no"),
        ExprKind::Missing => out.push_str("missing"),
        ExprKind::AsOf => out.push_str("as_of"),
        ExprKind::Column(name) => out.push_str(&written_name(name)),
        ExprKind::Unary(op, operand) => {
            let (sign, own) = match op {
                UnaryOp::Not => ("not ", NOT),
                UnaryOp::Negate => ("-", NEGATE),
            };
            enclosed(own < level, out, |out| {
                out.push_str(sign);
                write(operand, own, out);
            });
        }
        ExprKind::Binary(op, left, right) => {
            let own = op.level();
            enclosed(own < level, out, |out| {
                // Powers go together from the right, comparisons with neither side.
                let left_level = own + u8::from(*op == BinaryOp::Power || own == COMPARISON);
                write(left, left_level, out);
                out.push(' ');
                out.push_str(op.sign());
                out.push(' ');
                write(right, if *op == BinaryOp::Power { NEGATE } else { own + 1 }, out);
            });
        }
        ExprKind::Call(function, inputs) => {
            out.push_str(function.name());
            out.push('(');
            for (i, input) in inputs.iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                write(input, 1, out);
            }
            out.push(')');
        }
    }
}

fn enclosed(parentheses: bool, out: &mut String, inside: impl FnOnce(&mut String)) {
    if parentheses {
        out.push('(');
    }
    inside(out);
    if parentheses {
        out.push(')');
    }
}
