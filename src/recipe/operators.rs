//! Which operators a column has, what each of them must be given, and how a half-changed condition keeps what still makes sense.
//! The one table of this for the editor, the lint and the plain words. Looks at no data.

use super::{Condition, Op, Scalar, Unit};
use crate::table::{ColumnType, date};

/// What a condition can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    Column(ColumnType),
    /// An earlier step that groups customers; its name is a text column as well.
    Step,
}

/// What a person fills in for an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    Nothing,
    /// `value`, a number.
    Number,
    /// `value` and `to`, numbers.
    NumberRange,
    /// `value`: how many customers.
    Count,
    /// `value`: how many of a hundred customers.
    Percent,
    /// `value`, a text.
    Text,
    /// `value`, a regular expression.
    Pattern,
    /// `values`, texts of the column.
    Values,
    /// `value`, a date.
    Date,
    /// `value` and `to`, dates.
    DateRange,
    /// `value` and `unit`.
    Span,
    /// `unit`.
    Period,
    /// `value`, days.
    Days,
    /// `values`, 1–12.
    Months,
    /// `values`, 1 Monday – 7 Sunday.
    Weekdays,
    /// `values`, names of segments.
    Segments,
}

const TEXT: &[Op] = &[
    Op::IsAnyOf,
    Op::IsNoneOf,
    Op::Is,
    Op::IsNot,
    Op::Contains,
    Op::NotContains,
    Op::StartsWith,
    Op::EndsWith,
    Op::Matches,
    Op::IsEmpty,
    Op::IsNotEmpty,
];
const NUMBER: &[Op] = &[
    Op::Lt,
    Op::Le,
    Op::Gt,
    Op::Ge,
    Op::Eq,
    Op::Ne,
    Op::Between,
    Op::NotBetween,
    Op::TopPercent,
    Op::BottomPercent,
    Op::TopN,
    Op::BottomN,
    Op::AboveAverage,
    Op::BelowAverage,
    Op::AboveMedian,
    Op::BelowMedian,
    Op::IsEmpty,
    Op::IsNotEmpty,
];
const DATE: &[Op] = &[
    Op::InLast,
    Op::MoreThanAgo,
    Op::InNext,
    Op::InThis,
    Op::InPrevious,
    Op::Before,
    Op::After,
    Op::On,
    Op::Between,
    Op::NotBetween,
    Op::MonthIs,
    Op::WeekdayIs,
    Op::AnniversaryWithin,
    Op::IsEmpty,
    Op::IsNotEmpty,
];
const BOOLEAN: &[Op] = &[Op::IsYes, Op::IsNo, Op::IsEmpty, Op::IsNotEmpty];
const STEP: &[Op] = &[
    Op::InSegment,
    Op::NotInSegment,
    Op::IsAnyOf,
    Op::IsNoneOf,
    Op::Is,
    Op::IsNot,
    Op::Contains,
    Op::NotContains,
    Op::StartsWith,
    Op::EndsWith,
    Op::Matches,
    Op::IsEmpty,
    Op::IsNotEmpty,
];

/// The operators of a subject, in the order in which they are offered; the first is the one that a new condition starts with.
pub fn operators(subject: Subject) -> &'static [Op] {
    match subject {
        Subject::Column(ColumnType::Text) => TEXT,
        Subject::Column(ColumnType::Number) => NUMBER,
        Subject::Column(ColumnType::Date) => DATE,
        Subject::Column(ColumnType::Boolean) => BOOLEAN,
        Subject::Step => STEP,
    }
}

/// What `op` must be given on a subject.
pub fn input(op: Op, subject: Subject) -> Input {
    let date = subject == Subject::Column(ColumnType::Date);
    match op {
        Op::Is | Op::IsNot | Op::Contains | Op::NotContains | Op::StartsWith | Op::EndsWith => Input::Text,
        Op::IsAnyOf | Op::IsNoneOf => Input::Values,
        Op::Matches => Input::Pattern,
        Op::IsEmpty | Op::IsNotEmpty | Op::IsYes | Op::IsNo => Input::Nothing,
        Op::AboveAverage | Op::BelowAverage | Op::AboveMedian | Op::BelowMedian => Input::Nothing,
        Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge => Input::Number,
        Op::Between | Op::NotBetween if date => Input::DateRange,
        Op::Between | Op::NotBetween => Input::NumberRange,
        Op::TopN | Op::BottomN => Input::Count,
        Op::TopPercent | Op::BottomPercent => Input::Percent,
        Op::On | Op::Before | Op::After => Input::Date,
        Op::InLast | Op::InNext | Op::MoreThanAgo => Input::Span,
        Op::InThis | Op::InPrevious => Input::Period,
        Op::MonthIs => Input::Months,
        Op::WeekdayIs => Input::Weekdays,
        Op::AnniversaryWithin => Input::Days,
        Op::InSegment | Op::NotInSegment => Input::Segments,
    }
}

/// The units that an operator counts in.
pub fn units(op: Op) -> &'static [Unit] {
    match op {
        Op::InLast | Op::InNext | Op::MoreThanAgo => &[Unit::Days, Unit::Weeks, Unit::Months, Unit::Years],
        Op::InThis | Op::InPrevious => &[Unit::Weeks, Unit::Months, Unit::Quarters, Unit::Years],
        _ => &[],
    }
}

/// Whether `op` can compare with another column of the same type.
pub fn takes_column(op: Op) -> bool {
    matches!(op, Op::Is | Op::IsNot | Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::On | Op::Before | Op::After)
}

/// Whether capital and small letters matter to `op` at all.
pub fn takes_case(op: Op) -> bool {
    matches!(input(op, Subject::Column(ColumnType::Text)), Input::Text | Input::Values | Input::Pattern)
}

/// Whether a part that the operator needs is not there yet. What the parts hold is not looked at.
pub fn is_half_written(condition: &Condition) -> bool {
    if condition.column.is_empty() {
        return true;
    }
    if takes_column(condition.op)
        && let Some(other) = &condition.other
    {
        return other.is_empty();
    }
    let no = |scalar: &Option<Scalar>| match scalar {
        None => true,
        Some(Scalar::Text(text)) => text.trim().is_empty(),
        Some(Scalar::Number(_)) => false,
    };
    match input(condition.op, Subject::Column(ColumnType::Number)) {
        Input::Nothing => false,
        Input::NumberRange | Input::DateRange => no(&condition.value) || no(&condition.to),
        Input::Values | Input::Months | Input::Weekdays | Input::Segments => condition.values.is_empty(),
        Input::Span => no(&condition.value) || condition.unit.is_none(),
        Input::Period => condition.unit.is_none(),
        Input::Number | Input::Count | Input::Percent | Input::Text | Input::Pattern | Input::Date | Input::Days => no(&condition.value),
    }
}

/// Gives the condition another operator: keeps the parts that it needs too, moves a value into the list and back, drops the rest.
pub fn set_op(condition: &mut Condition, op: Op, subject: Subject) {
    let before = input(condition.op, subject);
    let after = input(op, subject);
    condition.op = op;
    if before == Input::Values && after == Input::Text && condition.value.is_none() && condition.values.len() == 1 {
        condition.value = condition.values.pop().map(Scalar::Text);
    }
    if matches!(before, Input::Text | Input::Pattern)
        && after == Input::Values
        && condition.values.is_empty()
        && let Some(Scalar::Text(text)) = &condition.value
        && !text.trim().is_empty()
    {
        condition.values = vec![text.clone()];
    }
    // A list of the same words stands for both; one of months and one of weekdays share only the digits.
    let lists_agree = before == after || matches!((before, after), (Input::Values, Input::Segments) | (Input::Segments, Input::Values));
    if !lists_agree && before != Input::Text && before != Input::Pattern {
        condition.values.clear();
    }
    fit(condition, subject);
}

/// Points the condition at another column. `known` are the values of the new column where all of them are known: listed values that it
/// does not have are dropped.
pub fn set_column(condition: &mut Condition, column: &str, before: Option<Subject>, subject: Subject, known: Option<&[String]>) {
    condition.column = column.to_owned();
    if condition.other.as_deref() == Some(column) {
        condition.other = None;
    }
    if before != Some(subject) {
        condition.other = None;
    }
    if !operators(subject).contains(&condition.op) || before.is_none() {
        condition.op = counterpart(condition.op, subject).unwrap_or(operators(subject)[0]);
    }
    if let Some(known) = known
        && matches!(input(condition.op, subject), Input::Values)
    {
        condition.values.retain(|value| known.iter().any(|k| k.eq_ignore_ascii_case(value)));
    }
    fit(condition, subject);
}

/// The operator of the subject that asks the same thing.
fn counterpart(op: Op, subject: Subject) -> Option<Op> {
    let candidates: &[Op] = match op {
        Op::Is | Op::Eq | Op::On => &[Op::Is, Op::Eq, Op::On],
        Op::IsNot | Op::Ne => &[Op::IsNot, Op::Ne],
        Op::Lt | Op::Le | Op::Before => &[Op::Lt, Op::Before],
        Op::Gt | Op::Ge | Op::After => &[Op::Gt, Op::After],
        _ => &[op],
    };
    // The untouched default is no choice that a person made.
    if op == Op::default() {
        return None;
    }
    candidates.iter().copied().find(|c| operators(subject).contains(c))
}

/// Drops the parts that the operator does not take or that cannot be of the subject's type, and fills in the unit.
fn fit(condition: &mut Condition, subject: Subject) {
    let input = input(condition.op, subject);
    let number = |scalar: Option<Scalar>| match scalar {
        Some(Scalar::Text(text)) => text.trim().parse().ok().map(Scalar::Number),
        other => other,
    };
    let day = |scalar: Option<Scalar>| match scalar {
        Some(Scalar::Text(text)) if date::parse_iso(&text).is_some() => Some(Scalar::Text(text)),
        _ => None,
    };
    let text = |scalar: Option<Scalar>| scalar.map(|s| if let Scalar::Number(x) = s { Scalar::Text(x.to_string()) } else { s });
    let value = condition.value.take();
    let to = condition.to.take();
    match input {
        Input::Number | Input::Count | Input::Percent | Input::Days | Input::Span => condition.value = number(value),
        Input::NumberRange => (condition.value, condition.to) = (number(value), number(to)),
        Input::Date => condition.value = day(value),
        Input::DateRange => (condition.value, condition.to) = (day(value), day(to)),
        Input::Text | Input::Pattern => condition.value = text(value),
        _ => {}
    }
    if !matches!(input, Input::Values | Input::Months | Input::Weekdays | Input::Segments) {
        condition.values.clear();
    }
    if !takes_column(condition.op) {
        condition.other = None;
    }
    if !takes_case(condition.op) {
        condition.match_case = false;
    }
    let units = units(condition.op);
    condition.unit = condition.unit.filter(|u| units.contains(u)).or(units.first().copied());
}

/// A pasted list as values: by lines where there are any, else by tabs, else by commas or semicolons; trimmed, without quotes, blanks and
/// repeats.
pub fn split_list(text: &str) -> Vec<String> {
    let separators: &[char] = if text.contains(['\n', '\r']) {
        &['\n', '\r', '\t']
    } else if text.contains('\t') {
        &['\t']
    } else {
        &[',', ';', '，', '；', '、']
    };
    let mut seen = hashbrown::HashSet::new();
    text.split(separators)
        .map(|part| part.trim().trim_end_matches(',').trim_matches('"').trim())
        .filter(|part| !part.is_empty())
        .filter(|part| seen.insert(part.to_string()))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT_COLUMN: Subject = Subject::Column(ColumnType::Text);
    const NUMBER_COLUMN: Subject = Subject::Column(ColumnType::Number);
    const DATE_COLUMN: Subject = Subject::Column(ColumnType::Date);

    fn condition(op: Op) -> Condition {
        Condition { column: "a".into(), op, ..Condition::default() }
    }

    #[test]
    fn every_operator_is_offered_somewhere_and_a_bare_one_is_half_written_unless_it_needs_nothing() {
        let subjects = [TEXT_COLUMN, NUMBER_COLUMN, DATE_COLUMN, Subject::Column(ColumnType::Boolean), Subject::Step];
        let mut seen = std::collections::HashSet::new();
        for subject in subjects {
            for &op in operators(subject) {
                seen.insert(op);
                assert_eq!(is_half_written(&condition(op)), input(op, subject) != Input::Nothing, "{op:?}");
                let span = matches!(input(op, subject), Input::Span | Input::Period);
                assert_eq!(!units(op).is_empty(), span, "{op:?}");
            }
        }
        assert_eq!(seen.len(), 42, "all operators there are");
    }

    #[test]
    fn one_value_moves_into_the_list_and_back() {
        let mut c = condition(Op::IsAnyOf);
        c.values = vec!["Two year".into()];
        set_op(&mut c, Op::Is, TEXT_COLUMN);
        assert_eq!((c.value.clone(), c.values.len()), (Some(Scalar::Text("Two year".into())), 0));
        set_op(&mut c, Op::IsNoneOf, TEXT_COLUMN);
        assert_eq!((c.value.clone(), c.values.clone()), (None, vec!["Two year".to_string()]));
    }

    #[test]
    fn a_number_survives_a_change_of_operator_and_of_column() {
        let mut c = condition(Op::Lt);
        c.value = Some(Scalar::Number(12.0));
        set_op(&mut c, Op::Between, NUMBER_COLUMN);
        assert_eq!(c.value, Some(Scalar::Number(12.0)));
        set_column(&mut c, "b", Some(NUMBER_COLUMN), NUMBER_COLUMN, None);
        assert_eq!((c.column.as_str(), c.op, c.value.clone()), ("b", Op::Between, Some(Scalar::Number(12.0))));
        set_column(&mut c, "day", Some(NUMBER_COLUMN), DATE_COLUMN, None);
        assert_eq!((c.op, c.value), (Op::Between, None), "between is for dates too, twelve is no date");
    }

    #[test]
    fn the_operator_that_asks_the_same_is_found_in_another_type() {
        let mut c = condition(Op::Gt);
        c.value = Some(Scalar::Number(3.0));
        set_column(&mut c, "day", Some(NUMBER_COLUMN), DATE_COLUMN, None);
        assert_eq!(c.op, Op::After);
        set_column(&mut c, "city", Some(DATE_COLUMN), TEXT_COLUMN, None);
        assert_eq!(c.op, Op::IsAnyOf);
    }

    #[test]
    fn listed_values_that_the_new_column_lacks_go() {
        let mut c = condition(Op::IsAnyOf);
        c.values = vec!["Yes".into(), "Fiber".into()];
        set_column(&mut c, "b", Some(TEXT_COLUMN), TEXT_COLUMN, Some(&["yes".into(), "no".into()]));
        assert_eq!(c.values, ["Yes"]);
    }

    #[test]
    fn months_do_not_become_weekdays() {
        let mut c = condition(Op::MonthIs);
        c.values = vec!["12".into()];
        set_op(&mut c, Op::WeekdayIs, DATE_COLUMN);
        assert!(c.values.is_empty());
        set_op(&mut c, Op::InThis, DATE_COLUMN);
        assert_eq!(c.unit, Some(Unit::Weeks));
    }

    #[test]
    fn pasted_lists_split_at_what_separates_them() {
        assert_eq!(split_list("a\r\nb, c\n\n a \n"), ["a", "b, c"]);
        assert_eq!(split_list("a,b;c"), ["a", "b", "c"]);
        assert_eq!(split_list("x\ty, z"), ["x", "y, z"]);
        assert_eq!(split_list("\"北京\"、上海，广州"), ["北京", "上海", "广州"]);
        assert_eq!(split_list((0..5000).map(|i| format!("id{i}")).collect::<Vec<_>>().join("\n").as_str()).len(), 5000);
    }
}
