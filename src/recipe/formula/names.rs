//! The column names in a formula's text: found, replaced and written, whether or not the rest of it can be read.

use super::lexer::{KEYWORDS, Placed, Token, is_plain_name, tokens};
use super::{BinaryOp, Expr, ExprKind, Function, Span, UnaryOp, parse};
use crate::table::ColumnType;

/// Every column name in a formula, each time that it stands there, with its place.
pub fn column_names(text: &str) -> Vec<(String, Span)> {
    let (tokens, _) = tokens(text);
    let opens = |i: usize| matches!(tokens.get(i), Some(Placed { token: Token::Sign("("), .. }));
    let name = |(i, placed): (usize, &Placed)| match &placed.token {
        Token::Bracketed(name) => Some((name.clone(), placed.span)),
        Token::Word => {
            let word = &text[placed.span.start..placed.span.end];
            let column = !opens(i + 1) && !KEYWORDS.iter().any(|k| k.eq_ignore_ascii_case(word));
            column.then(|| (word.to_owned(), placed.span))
        }
        _ => None,
    };
    tokens.iter().enumerate().filter_map(name).collect()
}

/// The text with each column name put through `replace`; what it leaves alone stays as it was written.
pub fn replace_names(text: &str, mut replace: impl FnMut(&mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (name, span) in column_names(text) {
        let mut new = name.clone();
        replace(&mut new);
        out.push_str(&text[at..span.start]);
        if new == name {
            out.push_str(&text[span.start..span.end]);
        } else {
            out.push_str(&written_name(&new));
        }
        at = span.end;
    }
    out.push_str(&text[at..]);
    out
}

/// A column name as a formula has it: bare where it can be, else in brackets.
pub fn written_name(name: &str) -> String {
    if is_plain_name(name) { name.to_owned() } else { format!("[{}]", name.replace(']', "]]")) }
}

/// The types that a formula asks of its columns, as far as it says so without data.
pub fn hinted_types(text: &str) -> Vec<(String, ColumnType)> {
    let mut out = Vec::new();
    if let Ok(expr) = parse(text) {
        hint(&expr, None, &mut out);
    }
    out
}

/// The type that an expression has whatever its columns are.
fn own_type(expr: &Expr) -> Option<ColumnType> {
    use ColumnType::{Boolean, Date, Number, Text};
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::Unary(UnaryOp::Negate, _) => Some(Number),
        ExprKind::Text(_) => Some(Text),
        ExprKind::AsOf => Some(Date),
        ExprKind::Boolean(_) | ExprKind::Unary(UnaryOp::Not, _) => Some(Boolean),
        ExprKind::Missing | ExprKind::Column(_) => None,
        ExprKind::Binary(op, ..) if op.is_comparison() || matches!(op, BinaryOp::And | BinaryOp::Or) => Some(Boolean),
        ExprKind::Binary(..) => Some(Number),
        ExprKind::Call(Function::If, inputs) => inputs[1..].iter().find_map(own_type),
        ExprKind::Call(Function::Coalesce | Function::Min | Function::Max, inputs) => inputs.iter().find_map(own_type),
        ExprKind::Call(Function::Lower | Function::Upper | Function::Trim | Function::Concat | Function::Part, _) => Some(Text),
        ExprKind::Call(Function::Contains | Function::IsMissing, _) => Some(Boolean),
        ExprKind::Call(Function::AddDays | Function::Date, _) => Some(Date),
        ExprKind::Call(..) => Some(Number),
    }
}

fn hint(expr: &Expr, wanted: Option<ColumnType>, out: &mut Vec<(String, ColumnType)>) {
    use ColumnType::{Boolean, Date, Number, Text};
    match &expr.kind {
        ExprKind::Column(name) => out.extend(wanted.map(|wanted| (name.clone(), wanted))),
        ExprKind::Unary(op, operand) => hint(operand, Some(if *op == UnaryOp::Not { Boolean } else { Number }), out),
        ExprKind::Binary(op, left, right) => {
            let wanted = match op {
                BinaryOp::And | BinaryOp::Or => Some(Boolean),
                BinaryOp::Equal | BinaryOp::NotEqual => own_type(left).or(own_type(right)),
                op if op.is_comparison() => own_type(left).or(own_type(right)).or(Some(Number)),
                _ => Some(Number),
            };
            [left, right].into_iter().for_each(|side| hint(side, wanted, out));
        }
        ExprKind::Call(function, inputs) => {
            let alike = || own_type(expr).or(wanted);
            for (i, input) in inputs.iter().enumerate() {
                let wanted = match function {
                    Function::If if i == 0 => Some(Boolean),
                    Function::If | Function::Coalesce => alike(),
                    Function::Min | Function::Max => alike().or(Some(Number)),
                    Function::IsMissing | Function::Concat => None,
                    Function::Part | Function::AddDays if i > 0 => Some(Number),
                    Function::Lower
                    | Function::Upper
                    | Function::Trim
                    | Function::Length
                    | Function::Contains
                    | Function::Part
                    | Function::Date => Some(Text),
                    Function::DaysBetween | Function::AddDays | Function::Year | Function::Month | Function::Day | Function::Weekday => {
                        Some(Date)
                    }
                    _ => Some(Number),
                };
                hint(input, wanted, out);
            }
        }
        _ => {}
    }
}
