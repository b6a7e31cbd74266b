//! Conditions and rules said in plain words: for card summaries, explanations and the page of the recipe in words.

use super::Lang;
use super::format;
use super::rules::{month_name, operator_name, period_name, unit_name, weekday_name};
use crate::recipe::operators::{Input, Subject, input, is_half_written, takes_column};
use crate::recipe::{Condition, Group, Node, Op, Quantifier, Scalar, Unit};
use crate::table::ColumnType;

crate::messages! {
    nobody => "nobody yet", "暂无客户";
    /// What is not filled in yet.
    gap => "…", "…";
    /// `count` is how many list entries are not named.
    and_more(count) => "{count} more", "另外 {count} 个";
    and_word => " and ", " 且 ";
    or_word => " or ", " 或 ";
    comma => ", ", "、";
    none_of(parts) => "none of ({parts})", "({parts}) 均不成立";
    not(part) => "not ({part})", "不满足 ({part})";
}

/// Most list entries that are named one by one.
const NAMED: usize = 3;

/// A condition as it would be said: `Contract is Month-to-month`, `tenure < 12`, `last order is more than 3 months ago`. Parts that are
/// not filled in are an ellipsis.
pub fn condition(lang: Lang, condition: &Condition) -> String {
    let column = if condition.column.is_empty() { gap(lang) } else { &condition.column };
    let column = column.to_owned();
    if takes_column(condition.op)
        && let Some(other) = &condition.other
    {
        let other = if other.is_empty() { gap(lang) } else { other };
        return joined(column, sign(lang, condition.op), other);
    }
    let value = || scalar(lang, &condition.value);
    let to = || scalar(lang, &condition.to);
    let en = lang == Lang::En;
    match condition.op {
        Op::Between if en => format!("{column} is between {} and {}", value(), to()),
        Op::Between => format!("{column} 介于 {} 与 {} 之间", value(), to()),
        Op::NotBetween if en => format!("{column} is not between {} and {}", value(), to()),
        Op::NotBetween => format!("{column} 不介于 {} 与 {} 之间", value(), to()),
        Op::TopN if en => format!("{column} is in the top {}", value()),
        Op::TopN => format!("{column} 为最高的 {} 位", value()),
        Op::BottomN if en => format!("{column} is in the bottom {}", value()),
        Op::BottomN => format!("{column} 为最低的 {} 位", value()),
        Op::TopPercent if en => format!("{column} is in the top {} %", value()),
        Op::TopPercent => format!("{column} 为最高的 {} %", value()),
        Op::BottomPercent if en => format!("{column} is in the bottom {} %", value()),
        Op::BottomPercent => format!("{column} 为最低的 {} %", value()),
        Op::AboveAverage | Op::BelowAverage | Op::AboveMedian | Op::BelowMedian if en => {
            format!("{column} is {}", operator_name(lang, condition.op))
        }
        Op::InLast if en => format!("{column} is in the last {}", span(lang, condition)),
        Op::InLast => format!("{column} 在最近 {}内", span(lang, condition)),
        Op::InNext if en => format!("{column} is in the next {}", span(lang, condition)),
        Op::InNext => format!("{column} 在未来 {}内", span(lang, condition)),
        Op::MoreThanAgo if en => format!("{column} is more than {} ago", span(lang, condition)),
        Op::MoreThanAgo => format!("{column} 早于 {}之前", span(lang, condition)),
        Op::InThis | Op::InPrevious => {
            let period = condition.unit.map_or(gap(lang), |unit| period_name(lang, unit));
            let previous = condition.op == Op::InPrevious;
            match (lang, previous) {
                (Lang::En, false) => format!("{column} is in this {period}"),
                (Lang::En, true) => format!("{column} is in the previous {period}"),
                (Lang::Zh, false) => format!("{column} 在本{period}"),
                (Lang::Zh, true) if matches!(condition.unit, Some(Unit::Years)) => format!("{column} 在上一年"),
                (Lang::Zh, true) => format!("{column} 在上{period}"),
            }
        }
        Op::AnniversaryWithin if en => match condition.value {
            Some(Scalar::Number(1.0)) => format!("the anniversary of {column} is within 1 day"),
            _ => format!("the anniversary of {column} is within {} days", value()),
        },
        Op::AnniversaryWithin => format!("{column} 的周年日在前后 {} 天内", value()),
        Op::IsAnyOf if condition.values.len() > 1 && !en => format!("{column} 是 {} 之一", list(lang, condition)),
        Op::IsNoneOf if condition.values.len() > 1 && !en => format!("{column} 不是 {} 中的任何一个", list(lang, condition)),
        Op::InSegment if condition.values.len() > 1 && !en => format!("{column} 属于 {} 之一", list(lang, condition)),
        Op::NotInSegment if condition.values.len() > 1 && !en => format!("{column} 不属于 {} 中的任何一个", list(lang, condition)),
        Op::InSegment if en => format!("{column} is in {}", list(lang, condition)),
        Op::InSegment => format!("{column} 属于 {}", list(lang, condition)),
        Op::NotInSegment if en => format!("{column} is not in {}", list(lang, condition)),
        Op::NotInSegment => format!("{column} 不属于 {}", list(lang, condition)),
        Op::IsAnyOf if condition.values.len() == 1 => joined(column, sign(lang, Op::Is), &list(lang, condition)),
        Op::IsNoneOf if condition.values.len() == 1 => joined(column, sign(lang, Op::IsNot), &list(lang, condition)),
        Op::MonthIs if en => format!("the month of {column} is {}", list(lang, condition)),
        Op::MonthIs => format!("{column} 的月份是 {}", list(lang, condition)),
        Op::WeekdayIs if en => format!("the weekday of {column} is {}", list(lang, condition)),
        Op::WeekdayIs => format!("{column} 是 {}", list(lang, condition)),
        op => match input(op, Subject::Column(ColumnType::Number)) {
            Input::Nothing => format!("{column} {}", operator_name(lang, op)),
            Input::Values => joined(column, sign(lang, op), &list(lang, condition)),
            _ => joined(column, sign(lang, op), &value()),
        },
    }
}

/// A rule as it would be said: `(Contract is Month-to-month and tenure < 12) or PaymentMethod is Electronic check`. Muted and half-written
/// parts, and groups with nothing else in them, are left out, as they are in the counts.
pub fn group(lang: Lang, rule: &Group) -> String {
    said(lang, rule).map_or_else(|| nobody(lang).to_owned(), |(text, _)| text)
}

/// The words, and how many parts they join.
fn said(lang: Lang, rule: &Group) -> Option<(String, usize)> {
    if rule.muted {
        return None;
    }
    let mut parts: Vec<(String, usize)> = rule
        .nodes
        .iter()
        .filter_map(|node| match node {
            Node::Condition(c) if c.muted || is_half_written(c) => None,
            Node::Condition(c) => Some((condition(lang, c), 1)),
            Node::Group(g) => said(lang, g),
        })
        .collect();
    match (rule.quantifier, parts.len()) {
        (_, 0) => None,
        (Quantifier::None, 1) => parts.pop().map(|(text, _)| (not(lang, text), 1)),
        (Quantifier::None, _) => {
            let texts: Vec<String> = parts.into_iter().map(|(text, _)| text).collect();
            Some((none_of(lang, texts.join(comma(lang))), 1))
        }
        (_, 1) => parts.pop(),
        (quantifier, n) => {
            let word = if quantifier == Quantifier::All { and_word(lang) } else { or_word(lang) };
            let texts: Vec<String> = parts.into_iter().map(|(text, joins)| if joins > 1 { format!("({text})") } else { text }).collect();
            Some((texts.join(word), n))
        }
    }
}

fn joined(column: String, operator: &str, value: &str) -> String {
    format!("{column} {operator} {value}")
}

/// The operator in running text: signs for numbers, words for the rest.
fn sign(lang: Lang, op: Op) -> &'static str {
    match op {
        Op::Eq => "=",
        Op::Ne => "≠",
        Op::Lt => "<",
        Op::Le => "≤",
        Op::Gt => ">",
        Op::Ge => "≥",
        Op::On | Op::Before | Op::After if lang == Lang::En => match op {
            Op::On => "is on",
            Op::Before => "is before",
            _ => "is after",
        },
        _ => operator_name(lang, op),
    }
}

fn scalar(lang: Lang, scalar: &Option<Scalar>) -> String {
    match scalar {
        Some(Scalar::Number(x)) => format::number(*x, 6),
        Some(Scalar::Text(text)) if !text.trim().is_empty() => text.clone(),
        _ => gap(lang).into(),
    }
}

fn span(lang: Lang, condition: &Condition) -> String {
    let unit = match (lang, condition.unit, &condition.value) {
        (_, None, _) => gap(lang),
        (Lang::En, Some(unit), Some(Scalar::Number(1.0))) => period_name(lang, unit),
        (_, Some(unit), _) => unit_name(lang, unit),
    };
    format!("{} {unit}", scalar(lang, &condition.value))
}

fn list(lang: Lang, condition: &Condition) -> String {
    let values = &condition.values;
    if values.is_empty() {
        return gap(lang).into();
    }
    let number = |text: &String| text.trim().parse().unwrap_or(0);
    let named: Vec<String> = values
        .iter()
        .take(if values.len() == NAMED + 1 { NAMED + 1 } else { NAMED })
        .map(|value| match condition.op {
            Op::MonthIs => month_name(lang, number(value)).to_owned(),
            Op::WeekdayIs => weekday_name(lang, number(value)).to_owned(),
            _ => value.clone(),
        })
        .collect();
    let rest = values.len() - named.len();
    let mut text = named.join(comma(lang));
    if rest > 0 {
        text += comma(lang);
        text += &and_more(lang, format::count(rest));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(column: &str, op: Op, values: &[&str]) -> Condition {
        Condition { column: column.into(), op, values: values.iter().map(|v| v.to_string()).collect(), ..Condition::default() }
    }

    fn number(column: &str, op: Op, value: f64) -> Condition {
        Condition { column: column.into(), op, value: Some(Scalar::Number(value)), ..Condition::default() }
    }

    fn group_of(quantifier: Quantifier, nodes: Vec<Node>) -> Group {
        Group { quantifier, nodes, muted: false }
    }

    #[test]
    fn says_a_nested_rule_in_both_languages() {
        let young = group_of(
            Quantifier::All,
            vec![
                Node::Condition(text("Contract", Op::IsAnyOf, &["Month-to-month"])),
                Node::Condition(number("tenure", Op::Lt, 12.0)),
                Node::Condition(Condition::default()),
            ],
        );
        let mut muted = number("SeniorCitizen", Op::Eq, 1.0);
        muted.muted = true;
        let rule = group_of(
            Quantifier::Any,
            vec![
                Node::Group(young),
                Node::Condition(muted),
                Node::Group(group_of(Quantifier::None, vec![Node::Condition(number("MonthlyCharges", Op::Le, 1234.5))])),
            ],
        );
        assert_eq!(group(Lang::En, &rule), "(Contract is Month-to-month and tenure < 12) or not (MonthlyCharges ≤ 1,234.5)");
        assert_eq!(group(Lang::Zh, &rule), "(Contract 是 Month-to-month 且 tenure < 12) 或 不满足 (MonthlyCharges ≤ 1,234.5)");
        assert_eq!(group(Lang::En, &Group::default()), "nobody yet");
    }

    #[test]
    fn long_lists_are_counted_not_spelt_out() {
        let ids: Vec<String> = (0..5000).map(|i| format!("c{i}")).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        assert_eq!(condition(Lang::En, &text("id", Op::IsAnyOf, &ids)), "id is any of c0, c1, c2, 4,997 more");
        assert_eq!(condition(Lang::Zh, &text("id", Op::IsNoneOf, &ids)), "id 不是 c0、c1、c2、另外 4,997 个 中的任何一个");
        assert_eq!(condition(Lang::En, &text("born", Op::MonthIs, &["1", "12"])), "the month of born is Jan, Dec");
        assert_eq!(condition(Lang::Zh, &text("born", Op::WeekdayIs, &["1", "7"])), "born 是 周一、周日");
    }

    #[test]
    fn dates_and_columns_and_gaps() {
        let mut c = number("last_order", Op::MoreThanAgo, 3.0);
        c.unit = Some(Unit::Months);
        assert_eq!(condition(Lang::En, &c), "last_order is more than 3 months ago");
        assert_eq!(condition(Lang::Zh, &c), "last_order 早于 3 个月之前");
        c.value = Some(Scalar::Number(1.0));
        c.op = Op::InLast;
        assert_eq!(condition(Lang::En, &c), "last_order is in the last 1 month");
        let c = Condition { column: "spent".into(), op: Op::Gt, other: Some("budget".into()), ..Condition::default() };
        assert_eq!(condition(Lang::En, &c), "spent > budget");
        assert_eq!(condition(Lang::En, &Condition::default()), "… is …");
        assert_eq!(condition(Lang::En, &number("x", Op::TopPercent, 20.0)), "x is in the top 20 %");
    }

    #[test]
    fn every_operator_says_its_column_and_has_a_name() {
        for subject in [
            Subject::Column(ColumnType::Text),
            Subject::Column(ColumnType::Number),
            Subject::Column(ColumnType::Date),
            Subject::Column(ColumnType::Boolean),
            Subject::Step,
        ] {
            for &op in crate::recipe::operators::operators(subject) {
                for lang in Lang::ALL {
                    let said = condition(lang, &Condition { column: "Col".into(), op, ..Condition::default() });
                    assert!(said.contains("Col") && said.len() > "Col".len() + 2, "{op:?} says {said:?}");
                }
            }
        }
    }
}
