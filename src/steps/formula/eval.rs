//! Calculates a column a chunk of rows at a time, so that what lies between stays in the processor's cache. What reads one text column and
//! nothing else is calculated once for each entry of its dictionary.

use super::check::{Checked, Node, Typed};
use super::scalar::{self, finite, holds};
use crate::recipe::formula::{BinaryOp, Function, UnaryOp};
use crate::table::{
    BoolColumn, Codes, Column, ColumnData, ColumnType, DateColumn, MISSING_BOOL, MISSING_DAY, StringArena, TextColumn, TextColumnBuilder,
    date, format_number,
};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// Rows calculated at a time.
const CHUNK: usize = 2048;

/// The values of some rows.
enum Vector<'a> {
    /// Finite, or NaN for missing.
    Number(Cow<'a, [f64]>),
    /// Days since 1970-01-01, or [`MISSING_DAY`].
    Date(Cow<'a, [i32]>),
    /// 0, 1 or [`MISSING_BOOL`].
    Boolean(Cow<'a, [u8]>),
    /// Empty where missing.
    Text(Vec<Cow<'a, str>>),
}

/// The column that the expression comes to.
pub fn column(name: &str, checked: &Checked, rows: usize) -> Column {
    let prepared = prepare(&checked.typed, &checked.columns, rows);
    if let Node::Lookup(at, over) = &prepared.node
        && let (ColumnData::Text(text), ColumnData::Text(entries)) = (&checked.columns[*at].data, &over.data)
    {
        return Column::new(name, ColumnData::Text(through_dictionary(text, entries)));
    }
    whole(name, &prepared, &checked.columns, rows)
}

/// Calculates every chunk.
fn whole(name: &str, typed: &Typed, columns: &[Arc<Column>], rows: usize) -> Column {
    let chunks = (0..rows).step_by(CHUNK).map(|start| eval(typed, columns, start..(start + CHUNK).min(rows)));
    let data = match typed.column_type {
        ColumnType::Number => {
            let mut out = Vec::with_capacity(rows);
            chunks.for_each(|chunk| out.extend_from_slice(&numbers(chunk)));
            ColumnData::Number(out.into())
        }
        ColumnType::Date => {
            let mut days = Vec::with_capacity(rows);
            chunks.for_each(|chunk| days.extend_from_slice(&dates(chunk)));
            ColumnData::Date(DateColumn { days: days.into(), seconds: None })
        }
        ColumnType::Boolean => {
            let mut values = Vec::with_capacity(rows);
            chunks.for_each(|chunk| values.extend_from_slice(&booleans(chunk)));
            ColumnData::Boolean(BoolColumn { values })
        }
        ColumnType::Text => {
            let mut builder = TextColumnBuilder::new();
            for chunk in chunks {
                for text in &texts(chunk) {
                    builder.push(text);
                }
            }
            ColumnData::Text(builder.finish())
        }
    };
    Column::new(name, data)
}

/// Calculates every entry of a dictionary. Blanks at the ends of a text stay, as it may be a part of a longer one.
fn of_entries(typed: &Typed, columns: &[Arc<Column>], entries: usize) -> Column {
    if typed.column_type != ColumnType::Text {
        return whole("", typed, columns, entries);
    }
    let mut values = StringArena::new();
    for start in (0..entries).step_by(CHUNK) {
        for text in &texts(eval(typed, columns, start..(start + CHUNK).min(entries))) {
            values.push(text);
        }
    }
    Column::new("", ColumnData::Text(TextColumn { values: values.into(), codes: Codes::Identity }))
}

/// The rows of one text column with another text for each of its entries.
fn through_dictionary(text: &TextColumn, entries: &TextColumn) -> TextColumn {
    let mut builder = TextColumnBuilder::new();
    entries.values.each(&mut |entry| _ = builder.push(entry));
    let merged = builder.finish();
    let code = |entry: usize| merged.code(entry);
    let codes = match merged.values.len() {
        0..=256 => Codes::U8((0..text.len()).map(|row| code(text.code(row)) as u8).collect()),
        257..=65_536 => Codes::U16((0..text.len()).map(|row| code(text.code(row)) as u16).collect()),
        _ => Codes::U32((0..text.len()).map(|row| code(text.code(row)) as u32).collect()),
    };
    TextColumn { values: merged.values, codes }
}

/// The columns that an expression reads.
fn reads(typed: &Typed, out: &mut Vec<usize>) {
    match &typed.node {
        Node::Column(at) | Node::Lookup(at, _) => out.push(*at),
        Node::Unary(_, operand) => reads(operand, out),
        Node::Binary(_, left, right) => [left, right].into_iter().for_each(|side| reads(side, out)),
        Node::Call(_, inputs) => inputs.iter().for_each(|input| reads(input, out)),
        _ => {}
    }
}

/// Calculates beforehand what is the same for every row, and what depends on one text column's entries only.
fn prepare(typed: &Typed, columns: &[Arc<Column>], rows: usize) -> Typed {
    let leaf = !matches!(typed.node, Node::Unary(..) | Node::Binary(..) | Node::Call(..));
    let mut read = Vec::new();
    reads(typed, &mut read);
    if leaf {
        return typed.clone();
    }
    match read.first() {
        None => return constant(typed),
        Some(&only) if read.iter().all(|&at| at == only) => {
            if let ColumnData::Text(text) = &columns[only].data
                && !matches!(text.codes, Codes::Identity)
                && text.values.len() <= rows
            {
                let entries = ColumnData::Text(TextColumn { values: text.values.clone(), codes: Codes::Identity });
                let mut over = columns.to_vec();
                over[only] = Arc::new(Column::new("", entries));
                let typed_entries = prepare_inside(typed, &over, text.values.len());
                let lookup = Arc::new(of_entries(&typed_entries, &over, text.values.len()));
                return Typed { column_type: typed.column_type, node: Node::Lookup(only, lookup) };
            }
        }
        Some(_) => {}
    }
    prepare_inside(typed, columns, rows)
}

fn prepare_inside(typed: &Typed, columns: &[Arc<Column>], rows: usize) -> Typed {
    let prepared = |part: &Typed| prepare(part, columns, rows);
    let node = match &typed.node {
        Node::Unary(op, operand) => Node::Unary(*op, Box::new(prepared(operand))),
        Node::Binary(op, left, right) => Node::Binary(*op, Box::new(prepared(left)), Box::new(prepared(right))),
        Node::Call(function, inputs) => Node::Call(*function, inputs.iter().map(prepared).collect()),
        other => other.clone(),
    };
    Typed { column_type: typed.column_type, node }
}

/// What an expression without columns comes to.
fn constant(typed: &Typed) -> Typed {
    let node = match eval(typed, &[], 0..1) {
        Vector::Number(v) if v[0].is_nan() => Node::Missing,
        Vector::Number(v) => Node::Number(v[0]),
        Vector::Date(v) if v[0] == MISSING_DAY => Node::Missing,
        Vector::Date(v) => Node::Date(v[0]),
        Vector::Boolean(v) if v[0] == MISSING_BOOL => Node::Missing,
        Vector::Boolean(v) => Node::Boolean(v[0] == 1),
        Vector::Text(v) => Node::Text(v[0].clone().into_owned()),
    };
    Typed { column_type: typed.column_type, node }
}

fn numbers(vector: Vector) -> Cow<[f64]> {
    match vector {
        Vector::Number(v) => v,
        _ => unreachable!("the check saw to the types"),
    }
}

fn dates(vector: Vector) -> Cow<[i32]> {
    match vector {
        Vector::Date(v) => v,
        _ => unreachable!("the check saw to the types"),
    }
}

fn booleans(vector: Vector) -> Cow<[u8]> {
    match vector {
        Vector::Boolean(v) => v,
        _ => unreachable!("the check saw to the types"),
    }
}

fn texts(vector: Vector) -> Vec<Cow<str>> {
    match vector {
        Vector::Text(v) => v,
        _ => unreachable!("the check saw to the types"),
    }
}

/// The values of an expression in some rows.
fn eval<'a>(typed: &'a Typed, columns: &'a [Arc<Column>], rows: Range<usize>) -> Vector<'a> {
    let n = rows.len();
    match &typed.node {
        Node::Number(x) => Vector::Number(vec![*x; n].into()),
        Node::Date(day) => Vector::Date(vec![*day; n].into()),
        Node::Boolean(yes) => Vector::Boolean(vec![u8::from(*yes); n].into()),
        Node::Text(text) => Vector::Text(vec![Cow::Borrowed(text.as_str()); n]),
        Node::Missing => match typed.column_type {
            ColumnType::Number => Vector::Number(vec![f64::NAN; n].into()),
            ColumnType::Date => Vector::Date(vec![MISSING_DAY; n].into()),
            ColumnType::Boolean => Vector::Boolean(vec![MISSING_BOOL; n].into()),
            ColumnType::Text => Vector::Text(vec![Cow::Borrowed(""); n]),
        },
        Node::Column(at) => match &columns[*at].data {
            ColumnData::Number(values) => Vector::Number(values.slice(rows)),
            ColumnData::Date(dates) => Vector::Date(rows.map(|row| dates.days.get(row)).collect()),
            ColumnData::Boolean(flags) => Vector::Boolean(flags.values[rows].into()),
            ColumnData::Text(text) => Vector::Text(rows.map(|row| text.get(row)).collect()),
        },
        Node::Lookup(at, over) => {
            let ColumnData::Text(text) = &columns[*at].data else { unreachable!("a lookup goes by a text column") };
            let entries = rows.map(|row| text.code(row));
            match &over.data {
                ColumnData::Number(values) => Vector::Number(entries.map(|entry| values.get(entry)).collect()),
                ColumnData::Date(dates) => Vector::Date(entries.map(|entry| dates.days.get(entry)).collect()),
                ColumnData::Boolean(flags) => Vector::Boolean(entries.map(|entry| flags.values[entry]).collect()),
                ColumnData::Text(text) => Vector::Text(entries.map(|entry| text.get(entry)).collect()),
            }
        }
        Node::Unary(UnaryOp::Negate, operand) => {
            let mut values = numbers(eval(operand, columns, rows)).into_owned();
            values.iter_mut().for_each(|x| *x = -*x);
            Vector::Number(values.into())
        }
        Node::Unary(UnaryOp::Not, operand) => {
            let mut flags = booleans(eval(operand, columns, rows)).into_owned();
            flags.iter_mut().for_each(|flag| *flag = u8::from(*flag != 1));
            Vector::Boolean(flags.into())
        }
        Node::Binary(op, left, right) => binary(*op, left, right, columns, rows),
        Node::Call(function, inputs) => call(*function, inputs, columns, rows),
    }
}

fn binary<'a>(op: BinaryOp, left: &'a Typed, right: &'a Typed, columns: &'a [Arc<Column>], rows: Range<usize>) -> Vector<'a> {
    let (left, right) = (eval(left, columns, rows.clone()), eval(right, columns, rows));
    match (left, right) {
        (Vector::Number(left), Vector::Number(right)) if !op.is_comparison() => {
            let mut out = left.into_owned();
            match op {
                BinaryOp::Add => zip(&mut out, &right, |a, b| finite(a + b)),
                BinaryOp::Subtract => zip(&mut out, &right, |a, b| finite(a - b)),
                BinaryOp::Multiply => zip(&mut out, &right, |a, b| finite(a * b)),
                BinaryOp::Divide => zip(&mut out, &right, |a, b| finite(a / b)),
                BinaryOp::Remainder => zip(&mut out, &right, |a, b| finite(a % b)),
                _ => zip(&mut out, &right, scalar::power),
            }
            Vector::Number(out.into())
        }
        (Vector::Number(left), Vector::Number(right)) => Vector::Boolean(match op {
            BinaryOp::Equal => flags(&left, &right, |a, b| a == b),
            // A missing value is not equal, and a comparison with it is false all the same.
            BinaryOp::NotEqual => flags(&left, &right, |a, b| (a < b) | (a > b)),
            BinaryOp::Less => flags(&left, &right, |a, b| a < b),
            BinaryOp::LessOrEqual => flags(&left, &right, |a, b| a <= b),
            BinaryOp::Greater => flags(&left, &right, |a, b| a > b),
            _ => flags(&left, &right, |a, b| a >= b),
        }),
        (Vector::Date(left), Vector::Date(right)) => {
            Vector::Boolean(flags(&left, &right, |a, b| (a != MISSING_DAY) & (b != MISSING_DAY) & holds(op, a.cmp(&b))))
        }
        (Vector::Boolean(left), Vector::Boolean(right)) => Vector::Boolean(match op {
            BinaryOp::And => flags(&left, &right, |a, b| (a == 1) & (b == 1)),
            BinaryOp::Or => flags(&left, &right, |a, b| (a == 1) | (b == 1)),
            _ => flags(&left, &right, |a, b| (a != MISSING_BOOL) & (b != MISSING_BOOL) & holds(op, a.cmp(&b))),
        }),
        (Vector::Text(left), Vector::Text(right)) => {
            let mut buffers = (String::new(), String::new());
            let mut test = |a: &str, b: &str| !a.is_empty() && !b.is_empty() && holds(op, scalar::compare_text(a, b, &mut buffers));
            Vector::Boolean(left.iter().zip(&right).map(|(a, b)| u8::from(test(a, b))).collect())
        }
        _ => unreachable!("the check saw to the types"),
    }
}

/// `out[i]` becomes `f(out[i], other[i])`.
#[inline]
fn zip<T: Copy, U: Copy>(out: &mut [T], other: &[U], f: impl Fn(T, U) -> T) {
    out.iter_mut().zip(other).for_each(|(a, &b)| *a = f(*a, b));
}

#[inline]
fn flags<'a, T: Copy>(left: &[T], right: &[T], f: impl Fn(T, T) -> bool) -> Cow<'a, [u8]> {
    left.iter().zip(right).map(|(&a, &b)| u8::from(f(a, b))).collect()
}

fn call<'a>(function: Function, inputs: &'a [Typed], columns: &'a [Arc<Column>], rows: Range<usize>) -> Vector<'a> {
    let at = |i: usize| eval(&inputs[i], columns, rows.clone());
    match function {
        Function::If => choose(&booleans(at(0)), at(1), at(2)),
        Function::Coalesce => (1..inputs.len()).fold(at(0), |so_far, i| coalesce(so_far, at(i))),
        Function::Min | Function::Max => (1..inputs.len()).fold(at(0), |so_far, i| extreme(function, so_far, at(i))),
        Function::IsMissing => {
            let missing: Vec<u8> = match at(0) {
                Vector::Number(v) => v.iter().map(|x| u8::from(x.is_nan())).collect(),
                Vector::Date(v) => v.iter().map(|&day| u8::from(day == MISSING_DAY)).collect(),
                Vector::Boolean(v) => v.iter().map(|&flag| u8::from(flag == MISSING_BOOL)).collect(),
                Vector::Text(v) => v.iter().map(|text| u8::from(text.is_empty())).collect(),
            };
            Vector::Boolean(missing.into())
        }
        Function::Round if inputs.len() == 2 => {
            let mut out = numbers(at(0)).into_owned();
            match inputs[1].node {
                Node::Number(digits) if digits >= 0.0 => {
                    let scale = scalar::ten_to(digits.trunc());
                    out.iter_mut().for_each(|x| *x = scalar::round_to(*x, scale));
                }
                _ => zip(&mut out, &numbers(at(1)), scalar::round),
            }
            Vector::Number(out.into())
        }
        Function::Round | Function::Floor | Function::Ceil | Function::Abs | Function::Log | Function::Log10 | Function::Sqrt => {
            let mut out = numbers(at(0)).into_owned();
            out.iter_mut().for_each(|x| *x = scalar::of_number(function, *x));
            Vector::Number(out.into())
        }
        Function::Lower => Vector::Text(texts(at(0)).into_iter().map(|text| Cow::Owned(text.to_lowercase())).collect()),
        Function::Upper => Vector::Text(texts(at(0)).into_iter().map(|text| Cow::Owned(text.to_uppercase())).collect()),
        Function::Trim => Vector::Text(texts(at(0)).into_iter().map(trimmed).collect()),
        Function::Length => {
            let length = |text: &Cow<str>| if text.is_empty() { f64::NAN } else { text.chars().count() as f64 };
            Vector::Number(texts(at(0)).iter().map(length).collect())
        }
        Function::Contains => {
            let mut buffers = (String::new(), String::new());
            let (whole, parts) = (texts(at(0)), texts(at(1)));
            let mut test = |(text, part): (&Cow<str>, &Cow<str>)| u8::from(scalar::contains(text, part, &mut buffers));
            Vector::Boolean(whole.iter().zip(&parts).map(&mut test).collect())
        }
        Function::Concat => {
            let mut out = vec![String::new(); rows.len()];
            (0..inputs.len()).for_each(|i| append(at(i), &mut out));
            Vector::Text(out.into_iter().map(Cow::Owned).collect())
        }
        Function::Part => {
            let (start, count) = (numbers(at(1)), numbers(at(2)));
            let texts = texts(at(0)).into_iter().zip(start.iter().zip(count.iter()));
            let cut = |(text, (&start, &count)): (Cow<'a, str>, (&f64, &f64))| match text {
                Cow::Borrowed(text) => Cow::Borrowed(scalar::part(text, start, count)),
                Cow::Owned(text) => Cow::Owned(scalar::part(&text, start, count).to_owned()),
            };
            Vector::Text(texts.map(cut).collect())
        }
        Function::DaysBetween => {
            let (from, to) = (dates(at(0)), dates(at(1)));
            Vector::Number(from.iter().zip(to.iter()).map(|(&from, &to)| scalar::days_between(from, to)).collect())
        }
        Function::AddDays => {
            let mut out = dates(at(0)).into_owned();
            zip(&mut out, &numbers(at(1)), scalar::add_days);
            Vector::Date(out.into())
        }
        Function::Year | Function::Month | Function::Day | Function::Weekday => {
            Vector::Number(dates(at(0)).iter().map(|&day| scalar::of_date(function, day)).collect())
        }
        Function::Date => Vector::Date(texts(at(0)).iter().map(|text| date::parse_iso(text).unwrap_or(MISSING_DAY)).collect()),
    }
}

fn trimmed(text: Cow<str>) -> Cow<str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// `yes` where the flag is yes, else `no`.
fn choose<'a>(flags: &[u8], yes: Vector<'a>, no: Vector<'a>) -> Vector<'a> {
    fn pick<'a, T: Copy>(flags: &[u8], yes: &[T], no: Cow<'a, [T]>) -> Cow<'a, [T]>
    where
        [T]: ToOwned<Owned = Vec<T>>,
    {
        let mut out = no.into_owned();
        out.iter_mut().zip(yes).zip(flags).for_each(|((out, &yes), &flag)| *out = if flag == 1 { yes } else { *out });
        out.into()
    }
    match (yes, no) {
        (Vector::Number(yes), Vector::Number(no)) => Vector::Number(pick(flags, &yes, no)),
        (Vector::Date(yes), Vector::Date(no)) => Vector::Date(pick(flags, &yes, no)),
        (Vector::Boolean(yes), Vector::Boolean(no)) => Vector::Boolean(pick(flags, &yes, no)),
        (Vector::Text(yes), Vector::Text(no)) => {
            Vector::Text(yes.into_iter().zip(no).zip(flags).map(|((yes, no), &flag)| if flag == 1 { yes } else { no }).collect())
        }
        _ => unreachable!("the check saw to the types"),
    }
}

fn coalesce<'a>(first: Vector<'a>, next: Vector<'a>) -> Vector<'a> {
    match (first, next) {
        (Vector::Number(first), Vector::Number(next)) => {
            let mut out = first.into_owned();
            zip(&mut out, &next, |a: f64, b| if a.is_nan() { b } else { a });
            Vector::Number(out.into())
        }
        (Vector::Date(first), Vector::Date(next)) => {
            let mut out = first.into_owned();
            zip(&mut out, &next, |a, b| if a == MISSING_DAY { b } else { a });
            Vector::Date(out.into())
        }
        (Vector::Boolean(first), Vector::Boolean(next)) => {
            let mut out = first.into_owned();
            zip(&mut out, &next, |a, b| if a == MISSING_BOOL { b } else { a });
            Vector::Boolean(out.into())
        }
        (Vector::Text(first), Vector::Text(next)) => {
            Vector::Text(first.into_iter().zip(next).map(|(a, b)| if a.is_empty() { b } else { a }).collect())
        }
        _ => unreachable!("the check saw to the types"),
    }
}

/// The less or the greater of two; one that is missing is passed over.
fn extreme<'a>(function: Function, first: Vector<'a>, next: Vector<'a>) -> Vector<'a> {
    let least = function == Function::Min;
    match (first, next) {
        (Vector::Number(first), Vector::Number(next)) => {
            let mut out = first.into_owned();
            if least {
                zip(&mut out, &next, f64::min)
            } else {
                zip(&mut out, &next, f64::max)
            }
            Vector::Number(out.into())
        }
        (Vector::Date(first), Vector::Date(next)) => {
            let mut out = first.into_owned();
            let pick = |a: i32, b: i32| match (a, b) {
                (MISSING_DAY, other) | (other, MISSING_DAY) => other,
                (a, b) if least => a.min(b),
                (a, b) => a.max(b),
            };
            zip(&mut out, &next, pick);
            Vector::Date(out.into())
        }
        _ => unreachable!("the check saw to the types"),
    }
}

/// Puts the values behind the texts; a missing one is nothing.
fn append(vector: Vector, out: &mut [String]) {
    match vector {
        Vector::Number(v) => out.iter_mut().zip(v.iter()).for_each(|(out, &x)| out.push_str(&format_number(x))),
        Vector::Text(v) => out.iter_mut().zip(&v).for_each(|(out, text)| out.push_str(text)),
        Vector::Boolean(v) => out.iter_mut().zip(v.iter()).for_each(|(out, &flag)| {
            out.push_str(match flag {
                1 => "yes",
                MISSING_BOOL => "",
                _ => "no",
            })
        }),
        Vector::Date(v) => out.iter_mut().zip(v.iter()).filter(|(_, day)| **day != MISSING_DAY).for_each(|(out, &day)| {
            out.push_str(&date::format_iso(day));
        }),
    }
}
